"""What staff call a list as they filtered it."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

NAME_LENGTH = 80
QUERY_LENGTH = 2000


class SavedView(models.Model):
    """The filters of a list under a name: one person's, or shown to all who may see the list. About nobody."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    model = models.CharField(max_length=50, help_text="Of what things the list is.")
    name = models.CharField(max_length=NAME_LENGTH)
    query = models.CharField(max_length=QUERY_LENGTH, help_text="As in the list's address.")
    is_shared = models.BooleanField(default=False)

    class Meta:
        default_permissions = ("delete",)  # of what others share; one's own is one's own
        constraints = (
            # It also finds somebody's own.
            UniqueConstraint(fields=("owner", "model", "name"), name="ledger_savedview_has_a_name_of_its_own"),
            CheckConstraint(condition=~Q(name=""), name="ledger_savedview_has_a_name"),
        )

    def __str__(self) -> str:
        return self.name
