"""A voucher in words and in the order of its times: what it is, which claim gave it, and how it was used."""

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledger.access import Viewer, veiled
from ledger.admin import show
from ledger.admin.balances import money_over_time, points_over_time
from ledger.admin.charts import Chart
from ledger.admin.happenings import claims_by, uses_of_voucher
from ledger.admin.story import VOUCHERS
from ledger.admin.timeline import Timeline, seen, timeline
from ledger.choices import ClaimStatus, VoucherKind
from ledger.models import ClaimedReward, Voucher


def voucher_timeline(request: HttpRequest, voucher: Voucher) -> Timeline:
    """The newest first: where it is used often, that is what is asked for."""
    given = claims_by(request, voucher.claims_granted.all(), "Given for", where={"voucher": voucher.pk})
    paid = claims_by(request, voucher.claims_paid.all(), "Paid for", where={"voucher": voucher.pk})
    used = uses_of_voucher(request, voucher, apart_from={claim.redemption_id for claim in paid[1]})
    return timeline(given[0], paid[0], used, is_newest_first=True)


def voucher_chart(request: HttpRequest, voucher: Voucher) -> Chart | None:
    if voucher.kind == VoucherKind.GIFT_CARD:
        return money_over_time(request, voucher)
    seen_as = veiled(Viewer.at(request), voucher)
    return points_over_time(request, [seen_as]) if voucher.kind == VoucherKind.LOYALTY_CARD else None


def voucher_story(request: HttpRequest, voucher: Voucher) -> SafeString:
    """Of a voucher as the person sees it."""
    claims = ClaimedReward.objects.filter(granted_voucher=voucher.pk).exclude(status=ClaimStatus.ANNULLED)
    given = seen(request, claims.order_by("-claimed_at"), most=1)
    what = f"A {VOUCHERS.get(voucher.kind or '', 'voucher')}"
    return format_html(
        "{}{}{}{}{}.", what, _worth(voucher), _holder(voucher), _left(voucher), _given(given[0]) if given else ""
    )


def _worth(voucher: Voucher) -> str:
    if voucher.discount is None:
        return ""
    return f" ({show.discount(voucher.discount_type, voucher.discount, voucher.currency)})"


def _holder(voucher: Voucher) -> SafeString | str:
    return format_html(" of {}", show.link(voucher.holder)) if voucher.holder else ""


def _left(voucher: Voucher) -> str:
    if voucher.points_balance is not None:
        return f", with {show.points(voucher.points_balance)} left"
    return "" if voucher.balance is None else f", with {show.money(voucher.balance, voucher.currency)} left"


def _given(claim: ClaimedReward) -> SafeString:
    reward = show.link(claim, claim.title or "a reward")
    return format_html(", given for {}, claimed on {}", reward, show.day(claim.claimed_at))
