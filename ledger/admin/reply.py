"""What staff can send to a customer who asks about a claim: ready to paste, and no more in it than they see."""

from collections.abc import Iterator, Mapping

from ledger.access import Sight, Viewer
from ledger.admin import show
from ledger.choices import ClaimStatus, VoucherKind
from ledger.models import ClaimedReward

CHECKING = "We are checking something about this claim and will write to you again. You need not do anything."
DOUBLE = "We have two records that may be of this one claim, and are checking them. You need not do anything."
HELD = "A message about this claim came twice, and we are checking which of the two counts. You need not do anything."
ENDS: Mapping[str, str] = {
    ClaimStatus.CLAIMED: "The claim is on record with us and has not been reversed.",
    ClaimStatus.FULFILLED: "Our records say that you have received it. If you have not, please answer this message.",
    ClaimStatus.REVERSED: "The claim was reversed{when} and no longer counts.",
    ClaimStatus.ANNULLED: CHECKING,
}
CODES: Mapping[str, str] = {VoucherKind.GIFT_CARD: "Your gift card is {}.", VoucherKind.DISCOUNT: "Your code is {}."}


def reply(viewer: Viewer, claim: ClaimedReward, *, is_double: bool, is_held: bool) -> str:
    """Of a claim as this person sees it: a name or a code that is masked is left out, not sent masked."""
    return "\n\n".join(_paragraphs(claim, _end(claim, is_double, is_held), is_clear=viewer.sight is Sight.CLEAR))


def _paragraphs(claim: ClaimedReward, end: str, *, is_clear: bool) -> Iterator[str]:
    name = claim.customer.name if is_clear and claim.customer else None
    yield f"Hello {name.split()[0]}," if name and name.strip() else "Hello,"
    paid = f" for {show.points(claim.points)}" if claim.points is not None else ""
    what = f"\N{LEFT DOUBLE QUOTATION MARK}{claim.title}\N{RIGHT DOUBLE QUOTATION MARK}" if claim.title else "a reward"
    yield f"You claimed {what} on {show.day(claim.claimed_at)}{paid}. {end}"
    given = claim.granted_voucher
    if is_clear and given and given.code and claim.status in {ClaimStatus.CLAIMED, ClaimStatus.FULFILLED}:
        yield CODES.get(given.kind or "", "Your code is {}.").format(given.code)
    yield "Kind regards"


def _end(claim: ClaimedReward, is_double: bool, is_held: bool) -> str:  # noqa: FBT001 - named where it is asked
    if claim.status != ClaimStatus.REVERSED and (is_held or is_double):
        return HELD if is_held else DOUBLE
    when = f" on {show.day(claim.reversed_at)}" if claim.reversed_at else ""
    return ENDS[str(claim.status)].format(when=when)
