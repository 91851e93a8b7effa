"""
Roll-ups: the entries added up by day, so that a report need not read them all.

Derived, and never trusted over the entries: whatever was recorded since is added from those, and a command compares and
makes them anew. Webhooks never write here. Only ``ledger.sql.rollups`` does.
"""

from django.db import models
from django.db.models import UniqueConstraint

from ledger.choices import Cube, Held
from ledger.models.fields import TEXT_LENGTH, Currency, Word, one_of
from ledger.models.sources import Source


class RollUpZone(models.Model):
    """A time zone whose days are added up, for all sources or for one, and how far."""

    name = models.CharField(max_length=64, help_text="UTC is always there, and its floor is the writer's.")
    source = models.BigIntegerField(default=0, help_text="The one whose zone it is; 0: of all sources.")
    floor = models.DateTimeField(help_text="No entry is recorded at or before it any more: the writer sees to it.")
    until = models.DateTimeField(null=True, help_text="All that was recorded until then is added up; null: nothing is.")

    class Meta:
        constraints = (UniqueConstraint(fields=("name", "source"), name="ledger_rollupzone_is_added_up_once"),)

    def __str__(self) -> str:
        return self.name


class RollUp(models.Model):
    """
    The entries of a day in a zone that were recorded on a day (UTC), added up.

    Twice over: by all but the title, and by the title (``cube``); by all at once there would be near as many as
    entries. Of UTC's days also by the hour, for what is no whole day. ``""`` and 0 stand for unknown, and for what a
    cube does not tell apart. What is given is positive on
    both sides. Values are counted in ten-thousandths, which add up exactly on every engine. The unknown are counted:
    a sum is that of the others.
    """

    pk = models.CompositePrimaryKey(
        "zone", "cube", "day", "hour", "source", "campaign", "kind", "currency", "title", "recorded_on"
    )
    zone = models.ForeignKey(RollUpZone, models.CASCADE, related_name="+", db_index=False)
    cube = Word(Cube)
    day = models.DateField()
    hour = models.SmallIntegerField()
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", db_index=False)
    campaign = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    currency = models.CharField(max_length=3)
    title = models.CharField(max_length=TEXT_LENGTH)
    recorded_on = models.DateField()
    claims = models.BigIntegerField()
    reversals = models.BigIntegerField()
    points = models.BigIntegerField()
    points_back = models.BigIntegerField()
    points_unknown = models.BigIntegerField()
    points_back_unknown = models.BigIntegerField()
    value = models.BigIntegerField()
    value_back = models.BigIntegerField()
    value_unknown = models.BigIntegerField()
    value_back_unknown = models.BigIntegerField()

    class Meta:
        verbose_name = "roll-up"

    def __str__(self) -> str:
        return f"{self.claims} claims on {self.day}"


class Balance(models.Model):
    """
    What customers still hold, as known here when it was last counted: replaced as a whole.

    Of vouchers that are neither switched off nor expired. ``months`` is their age, of 30 days each: since word of the
    balance came, or since an unused voucher was claimed.
    """

    counted_at = models.DateTimeField()
    held = Word(Held)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", db_index=False)
    currency = Currency()
    months = models.IntegerField(null=True)
    vouchers = models.BigIntegerField()
    unknown = models.BigIntegerField(help_text="So many of them, whose balance or value nobody has said.")
    points = models.BigIntegerField(null=True)
    ten_thousandths = models.BigIntegerField(null=True, help_text="Of money.")

    class Meta:
        constraints = (one_of("balance", "held", Held),)

    def __str__(self) -> str:
        return f"{self.vouchers} {self.get_held_display()}"
