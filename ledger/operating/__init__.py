"""What is asked of a server by the machines that run it: whether it lives, whether it can work, how it does."""
