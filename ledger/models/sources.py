"""Where events come from, and how they prove it."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from ledger.models.fields import TEXT_LENGTH
from ledger.sealing import seal, unseal


class Source(models.Model):
    """One account at a provider, whose webhooks come in at an address of their own."""

    slug = models.SlugField(unique=True, db_index=False, help_text="Part of the webhook's address.")
    provider = models.CharField(max_length=50, help_text="The provider's slug.")
    name = models.CharField(max_length=TEXT_LENGTH)
    currency = models.CharField(
        max_length=3,
        validators=[RegexValidator(r"^[A-Z]{3}$", "Three capital letters, as in ISO 4217: EUR.")],
        help_text="Of amounts that come without one.",
    )
    time_zone = models.CharField(max_length=64, default="UTC", help_text="Of this source's days and months.")
    is_active = models.BooleanField(
        default=True, help_text="Switched off: its events are kept and ignored, and can be read later."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.name


class WebhookSecret(models.Model):
    """What a provider signs with. Several are live at once while one is being replaced by another."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="secrets")
    name = models.CharField(max_length=TEXT_LENGTH, help_text="To tell it from the others.")
    sealed = models.BinaryField(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("source", "-created_at")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, source: Source, secret: str, *, name: str) -> "WebhookSecret":
        """A secret of the source, sealed and not yet saved."""
        return cls(source=source, name=name, sealed=seal(secret))

    def unsealed(self) -> str:
        """The secret in clear. Raises ``Unsealable`` if no key of this installation opens it."""
        return unseal(bytes(self.sealed))
