"""What programs read the API with, and how often whoever reads it has asked."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint
from django.utils import timezone
from knox.models import AbstractAuthToken, get_digest_token
from knox.settings import CONSTANTS

NAME_LENGTH = 80
PRECISION = timedelta(hours=1)  # of when it was last used: so often that is written down


class ApiToken(AbstractAuthToken):
    """
    A token that acts for somebody, who may do with it what they may do without, and no more.

    What is kept is a digest. One that was revoked stays, since the access log names it.
    """

    # Of knox, but by a number that the log can name, with an end in any case, and never gone with its user.
    digest = models.CharField(max_length=CONSTANTS.DIGEST_LENGTH, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="acts for", related_name="api_tokens"
    )
    expiry = models.DateTimeField()

    name = models.CharField(max_length=NAME_LENGTH, help_text="To tell it from the others.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    last_used = models.DateTimeField(null=True, editable=False, help_text="To the hour.")
    revoked_at = models.DateTimeField(null=True, editable=False)

    in_clear = ""  # of one that is just made, and on this instance alone

    class Meta:
        default_permissions = ("view", "add", "change")  # one's own; with the last one everybody's
        verbose_name = "API token"
        constraints = (
            UniqueConstraint(
                fields=("user", "name"),
                condition=Q(revoked_at=None),
                name="ledger_apitoken_has_a_name_of_its_own",
            ),
            CheckConstraint(condition=~Q(name=""), name="ledger_apitoken_has_a_name"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def ended(self) -> str:
        """Why it opens nothing any more, in a word; empty while it does."""
        if self.revoked_at:
            return "revoked"
        if self.expiry <= timezone.now():
            return "expired"
        return "" if self.user.is_active else "switched off"  # with its user

    def mint(self) -> None:
        """Make the token up. It is in clear here and now alone."""
        self.digest, self.in_clear = get_digest_token()
        self.token_key = self.in_clear[: CONSTANTS.TOKEN_KEY_LENGTH]

    def note_use(self) -> None:
        """Write down that it is used, where that is not known to the hour; of several at once one does."""
        now = timezone.now()
        if self.last_used is None or now - self.last_used >= PRECISION:
            ApiToken.objects.filter(pk=self.pk, last_used=self.last_used).update(last_used=now)


class Quota(models.Model):
    """
    How often somebody has asked the API since their window began.

    Written by ``ledger.sql.quotas`` alone, once a request; a window that is over is nobody's any more.
    """

    key = models.CharField(max_length=64, primary_key=True, help_text="Whose: a token, a user or an address.")
    since = models.BigIntegerField(help_text="In seconds since 1970.")
    used = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        indexes = (
            # Those that are over, to be forgotten.
            Index(fields=("since",), name="ledger_quota_by_since"),
        )

    def __str__(self) -> str:
        return self.key
