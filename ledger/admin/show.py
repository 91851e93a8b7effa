"""How values look: one function for each kind of value. What is unknown is a dash with a word why, never 0 or blank."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ledger.choices import ClaimStatus, DiscountType, EventState, RedemptionStatus
from ledger.models import Voucher

# A pill has a word and a shape, never colour alone; the shape comes with the tone.
TONES: Mapping[str, str] = {
    ClaimStatus.CLAIMED: "open",
    ClaimStatus.FULFILLED: "good",
    ClaimStatus.REVERSED: "bad",
    RedemptionStatus.REDEEMED: "good",
    EventState.RECORDED: "good",
    EventState.IGNORED: "mute",
    EventState.FAILED: "bad",
    EventState.HELD: "wait",
}
DISCOUNTS: Mapping[str, str] = {
    DiscountType.FLAT: "{money} off",
    DiscountType.PERCENTAGE: "{number} % off",
    DiscountType.UNIT: "{number} free",
    DiscountType.FIXED_PRICE: "for {money}",
}
UNITS = ((86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))
NEAR: Mapping[int, str] = {0: "Today", 1: "Yesterday"}
DASH = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"
OLDEST_YEAR = 1  # of the time that stands for "no time given"


def unknown(why: str = "not said") -> SafeString:
    return format_html('<span class="unknown"><span aria-hidden="true">{}</span> {}</span>', DASH, why)


def dash(why: str = "not said") -> SafeString:
    """``unknown`` where there is no room: the word is there for the pointer and for a screen reader."""
    return format_html(
        '<span class="unknown" title="{0}">{1}<span class="visually-hidden"> {0}</span></span>', why, DASH
    )


def number(amount: int) -> str:
    return f"{amount:,}"


def times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count) or f"{count:,} times"


def signed(amount: int) -> str:
    return f"{amount:+,}".replace("-", MINUS)


def points(amount: int) -> str:
    return f"{amount:,} {'point' if abs(amount) == 1 else 'points'}"


def money(amount: Decimal, currency: str | None) -> str:
    """At least two decimals, as many as there are; with its currency."""
    exponent = amount.normalize().as_tuple().exponent
    places = max(2, -exponent) if isinstance(exponent, int) else 2
    return f"{amount:,.{places}f} {currency or ''}".rstrip().replace("-", MINUS)


def discount(kind: str | None, amount: Decimal, currency: str | None) -> str:
    plain = f"{amount.normalize():,f}"
    return DISCOUNTS.get(kind or "", "{number}").format(money=money(amount, currency), number=plain)


def local(moment: datetime) -> datetime:
    """In the zone of this installation; in UTC where that would leave the calendar."""
    try:
        return timezone.localtime(moment)
    except (OverflowError, ValueError):
        return moment.astimezone(UTC)


def day(moment: datetime) -> str:
    moment = local(moment)
    return f"{moment.day} {moment:%b %Y}"


def clock(moment: datetime) -> str:
    """To the minute, with the zone."""
    return f"{local(moment):%H:%M} {local(moment).tzname()}"


def zone() -> str:
    """What the zone of the times on a page is called: each page says it once."""
    return str(timezone.get_current_timezone_name()).replace("_", " ")


def time(moment: datetime) -> SafeString:
    """To the second."""
    exact = local(moment).isoformat()
    return format_html('<time datetime="{0}" title="{0}">{1}</time>', exact, exactly(moment))


def minute(moment: datetime) -> SafeString:
    """``time`` for a column: by today and yesterday where it is recent, the exact one under the pointer."""
    exact = local(moment)
    text = '<time datetime="{}" title="{}">{} <span class="soft">{}</span></time>'
    return format_html(text, exact.isoformat(), exactly(moment), _near_day(moment), f"{exact:%H:%M}")


def ago(moment: datetime) -> SafeString:
    """How long it is past, the exact time under the pointer."""
    text = '<time datetime="{}" title="{}">{} ago</time>'
    past = max(timezone.now() - moment, timedelta())
    return format_html(text, local(moment).isoformat(), exactly(moment), span(past))


def exactly(moment: datetime) -> str:
    exact = local(moment)
    return f"{day(moment)}, {exact:%H:%M:%S} {exact.tzname()}"


def _near_day(moment: datetime) -> str:
    days = (local(timezone.now()).date() - local(moment).date()).days
    return NEAR.get(days) or day(moment)


def span(time: timedelta) -> str:
    """How long, in the largest unit that it fills."""
    seconds = int(time.total_seconds())
    length, name = next((unit for unit in UNITS if seconds >= unit[0]), UNITS[-1])
    count = seconds // length
    return f"{count:,} {name}{'' if count == 1 else 's'}"


def pill(word: str | None, label: str) -> SafeString:
    return format_html('<span class="pill {}">{}</span>', TONES.get(word or "", "mute"), label)


def yes_no(*, is_so: bool, yes: str = "Yes", no: str = "No") -> SafeString:
    return format_html('<span class="pill {}">{}</span>', "good" if is_so else "mute", yes if is_so else no)


def code(text: str) -> SafeString:
    """An id or a code: in mono, and whole when it is clicked."""
    return format_html('<code class="id">{}</code>', text)


def name_of_parts(name: str) -> SafeString:
    """A provider's long name, as ``voucher.loyalty_card.transaction.created``: a line may end where a part does."""
    return format_html_join(SafeString("<wbr>"), "{}", ((part,) for part in re.split(r"(?<=[./])", name)))


def address(thing: Model) -> str:
    """Of the thing's page."""
    return reverse(f"admin:{thing._meta.label_lower.replace('.', '_')}_change", args=[thing.pk])


def link(thing: Model | None, text: object = None) -> SafeString:
    if thing is None:
        return dash()
    return format_html('<a href="{}">{}</a>', address(thing), text or thing)


def voucher(voucher: Voucher | None) -> SafeString:
    """By its code, or how that ends; one whose code is not said by what it is."""
    if voucher is None:
        return dash()
    return link(voucher, voucher_code(voucher) or voucher.get_kind_display())


def voucher_code(voucher: Voucher) -> SafeString | None:
    """The code, or how it ends."""
    return code(str(voucher)) if voucher.code or voucher.code_ending else None


def foreign(value: Any) -> SafeString:
    """JSON of others: a table where it is flat, else as text."""
    if isinstance(value, Mapping) and value and not any(isinstance(inner, (Mapping, list)) for inner in value.values()):
        rows = format_html_join("", "<tr><th scope=row>{}</th><td>{}</td></tr>", sorted(value.items()))
        return format_html('<table class="pairs">{}</table>', rows)
    if not value:
        return format_html('<span class="soft">{}</span>', "empty")
    if isinstance(value, str):
        return format_html("{}", value)
    return format_html("<pre>{}</pre>", json.dumps(value, indent=2, ensure_ascii=False))
