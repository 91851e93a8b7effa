"""Arguments that nothing can be done with."""

from django.core.management.base import CommandError


class Unusable(CommandError):
    """Said in the words of whoever typed them; the command exits with 2."""

    def __init__(self, message: str) -> None:
        super().__init__(message, returncode=2)
