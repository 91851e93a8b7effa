"""A claim in words, as one would tell it."""

from collections.abc import Iterator, Mapping

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ledger.admin import show
from ledger.choices import ClaimStatus, Precision, VoucherKind
from ledger.models import ClaimedReward, Voucher

TOLD = {
    Precision.EXACT: "on {} at {}",
    Precision.REPORTED: "as reported on {} at {}",
    Precision.RECEIVED: "before word of it came here on {} at {}",
}
VOUCHERS: Mapping[str, str] = {
    VoucherKind.LOYALTY_CARD: "loyalty card",
    VoucherKind.DISCOUNT: "discount code",
    VoucherKind.GIFT_CARD: "gift card",
}


def story(claim: ClaimedReward) -> SafeString:
    """Who claimed what, when, paid how, given what; and what became of it."""
    parts = format_html_join("", "{}", ((part,) for part in _parts(claim)))
    is_paid = claim.points is not None or claim.loyalty_card or claim.earned_by
    return format_html("{}. {}{}", parts, "" if is_paid else "What was paid for it is not said. ", _end(claim))


def _parts(claim: ClaimedReward) -> Iterator[SafeString]:
    who = show.link(claim.customer) if claim.customer else format_html("{}", "Somebody")
    when = TOLD[Precision(str(claim.claimed_at_precision))].format(
        show.day(claim.claimed_at), show.clock(claim.claimed_at)
    )
    yield format_html("{} claimed <strong>{}</strong> {}", who, claim.title or "a reward", when)
    if claim.points is not None:
        yield format_html(", paying {}", show.points(claim.points))
    if claim.loyalty_card:
        yield format_html(" from {}" if claim.points is not None else ", paid from {}", _voucher(claim.loyalty_card))
    if claim.holder and claim.holder_id != claim.customer_id:
        yield format_html(" of {}", show.link(claim.holder))
    if claim.earned_by:
        yield format_html(", earned by {}", claim.earned_by)
    if claim.granted_voucher:
        yield format_html(", and was given {}", _voucher(claim.granted_voucher))
    if claim.campaign:
        yield format_html(", in {}", show.link(claim.campaign))
    if claim.order_amount is not None:
        yield format_html(", with an order of {}", show.money(claim.order_amount, claim.currency))


def _voucher(voucher: Voucher) -> SafeString:
    return format_html("{} {}", VOUCHERS.get(voucher.kind or "", "voucher"), show.voucher(voucher))


def _end(claim: ClaimedReward) -> str:
    if claim.status != ClaimStatus.REVERSED:
        return "It has been fulfilled." if claim.status == ClaimStatus.FULFILLED else "Nothing has been reversed."
    when = f" on {show.day(claim.reversed_at)} at {show.clock(claim.reversed_at)}" if claim.reversed_at else ""
    return f"It was reversed{when}{f': {claim.reason}' if claim.reason else ''}."
