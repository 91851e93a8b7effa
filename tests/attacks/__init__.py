"""What somebody may try who means harm: at the webhooks, at the door of the desk, and on its pages."""
