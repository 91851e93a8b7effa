"""Where the moments of a timeline come from: one function for each kind, with one query that is bounded."""

from collections.abc import Collection, Iterator, Mapping
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ledger.admin import show
from ledger.admin.timeline import Moment, Strand, seen
from ledger.choices import ClaimStatus, EntrySide, EventState, Origin, RedemptionStatus, Verdict
from ledger.filters import about
from ledger.models import ClaimedReward, Decision, InboundEvent, LedgerEntry, Redemption, Voucher

SIDES: Mapping[str, tuple[str, str]] = {EntrySide.CLAIMED: ("Claimed", "now"), EntrySide.REVERSED: ("Reversed", "bad")}
CAME: Mapping[str, str] = {Origin.WEBHOOK: "received", Origin.IMPORT: "imported"}
TONES: Mapping[str, str] = {EventState.FAILED: "bad", EventState.HELD: "wait"}
VERDICTS: Mapping[str, str] = {Verdict.FULFILLED: "good", Verdict.VOIDED: "bad"}


def postings(request: HttpRequest, claim: ClaimedReward) -> Strand:
    """What the ledger says."""
    rows = LedgerEntry.objects.filter(claim=claim).order_by("-recorded_at", "-id")
    moments = [_posting(entry) for entry in seen(request, rows)]
    return Strand(name="Ledger entries", moments=moments, rest=_list(LedgerEntry, claim=claim.pk))


def _posting(entry: LedgerEntry) -> Moment:
    name, tone = SIDES[str(entry.side)]
    if entry.ordinal % 2 == 0:
        name, tone = f"{name}, taken back for a correction", "wait"
    elif entry.ordinal > 1:
        name = f"{name}, as corrected"
    return Moment(
        when=entry.occurred_at,
        recorded=entry.recorded_at,
        what=_with(show.link(entry, name), _worth(entry)),
        tone=tone,
    )


def events(request: HttpRequest, claim: ClaimedReward) -> list[InboundEvent]:
    """What was told of a claim, newest first; what staff decided is an event too, but shown as a decision."""
    return seen(request, InboundEvent.objects.exclude(origin=Origin.STAFF).filter(about(claim)).order_by("-id"))


def deliveries(told: Collection[InboundEvent], claim: ClaimedReward) -> Strand:
    moments = [_delivery(event) for event in told]
    return Strand(name="Events", moments=moments, rest=_list(InboundEvent, claim=claim.pk))


def _delivery(event: InboundEvent) -> Moment:
    link = show.link(event, event.event_type or "Event of unknown type")
    state = "" if event.state == EventState.RECORDED else show.pill(event.state, event.get_state_display())
    again = f", {event.repeats + 1:,} times" if event.repeats else ""
    return Moment(
        when=event.sent_at or event.received_at,
        recorded=event.received_at,
        what=format_html("{} {}{} {}", link, CAME.get(str(event.origin), ""), again, state),
        tone=TONES.get(str(event.state), ""),
    )


def decisions(request: HttpRequest, claim: ClaimedReward) -> Strand:
    rows = Decision.objects.filter(claim=claim).order_by("-id")
    return Strand(name="Decisions", moments=[_decision(decision) for decision in seen(request, rows)])


def _decision(decision: Decision) -> Moment:
    said = show.link(decision, decision.get_verdict_display())
    return Moment(
        when=decision.decided_at,
        what=format_html("{} by {}: {}", said, decision.author, decision.reason),
        tone=VERDICTS.get(str(decision.verdict), ""),
    )


def uses_of_voucher(
    request: HttpRequest, voucher: Voucher | None, *, apart_from: Collection[int | None] = ()
) -> Strand:
    if voucher is None:
        return Strand(name="Uses", moments=())
    rows = Redemption.objects.filter(voucher=voucher).order_by("-id")
    moments = [moment for use in seen(request, rows) if use.pk not in apart_from for moment in _use(use)]
    return Strand(name="Uses", moments=moments, rest=_list(Redemption, voucher=voucher.pk))


def uses_by(request: HttpRequest, customers: Collection[int], *, apart_from: Collection[int | None] = ()) -> Strand:
    """Of vouchers. Those that paid for claims are told with the claims."""
    rows = Redemption.objects.filter(customer__in=customers).order_by("-id")
    uses = [use for use in seen(request, rows) if use.pk not in apart_from]
    moments = [moment for use in uses for moment in _use(use)]
    return Strand(name="Uses of vouchers", moments=moments, rest=_only(Redemption, customers))


def _use(use: Redemption) -> Iterator[Moment]:
    """What has no time has no place here."""
    card = show.voucher(use.voucher) if use.voucher else "a voucher"
    failed = use.status == RedemptionStatus.FAILED
    if use.redeemed_at:
        word = "Could not be used:" if failed else "Used"
        order = f"order {use.order_id}" if use.order_id else ""
        what = _with(format_html("{} {}", show.link(use, word), card), (*_worth(use), order))
        yield Moment(when=use.redeemed_at, what=what, tone="wait" if failed else "good", where=use.source.name)
    if use.reversed_at:
        what = _with(format_html("{} {}", show.link(use, "Use undone:"), card), (use.reason or "",))
        yield Moment(when=use.reversed_at, what=what, tone="bad", where=use.source.name)


def claims_of(request: HttpRequest, customers: Collection[int]) -> tuple[Strand, list[ClaimedReward]]:
    """Of somebody, at one source or at several."""
    alone = {"customer": next(iter(customers))} if len(customers) == 1 else {}
    return claims_by(request, ClaimedReward.objects.filter(customer__in=customers), "Claimed", where=alone)


def claims_by(
    request: HttpRequest, rows: QuerySet[ClaimedReward], word: str, *, where: Mapping[str, object]
) -> tuple[Strand, list[ClaimedReward]]:
    """Claims and their reversals; and the claims. ``where`` finds them all in their list."""
    claims = seen(request, rows.exclude(status=ClaimStatus.ANNULLED).order_by("-claimed_at"))
    moments = [moment for claim in claims for moment in _claim(claim, word)]
    rest = _list(ClaimedReward, **where) if where else ""
    return Strand(name="Claimed rewards", moments=moments, rest=rest), claims


def _claim(claim: ClaimedReward, word: str) -> Iterator[Moment]:
    title = show.link(claim, claim.title or "a reward")
    end = show.pill(claim.status, claim.get_status_display()) if claim.status == ClaimStatus.FULFILLED else ""
    claimed = _with(format_html("{} {}", word, title), (*_worth(claim), end))
    yield Moment(when=claim.claimed_at, what=claimed, tone="now", where=claim.source.name)
    if claim.reversed_at:
        undone = _with(format_html("Reversed: {}", title), (claim.reason or "",))
        yield Moment(when=claim.reversed_at, what=undone, tone="bad", where=claim.source.name)


def _worth(of: LedgerEntry | ClaimedReward | Redemption) -> tuple[str, str]:
    amount = of.amount if isinstance(of, Redemption) else of.value
    points = "" if of.points is None else show.points(abs(of.points))
    return points, "" if amount is None else show.money(abs(amount), of.currency)


def _with(what: SafeString, more: Collection[str]) -> SafeString:
    return what + format_html_join("", " · {}", ((one,) for one in more if one))


def _only(model: type[Model], customers: Collection[int]) -> str:
    """The list of one customer's; of several there is none."""
    return _list(model, customer=next(iter(customers))) if len(customers) == 1 else ""


def _list(model: type[Model], **where: object) -> str:
    return f"{reverse(f'admin:ledger_{model._meta.model_name}_changelist')}?{urlencode(where)}"
