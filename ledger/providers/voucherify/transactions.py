"""Movements: lines of the accounts of loyalty cards and gift cards, and what they say of claims."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from ledger.choices import MovementKind, RewardKind
from ledger.facts import Facts, Fault, MovementFacts
from ledger.payload import major_units
from ledger.providers.voucherify.bodies import (
    Balance,
    Details,
    Gift,
    LoyaltyCard,
    Moved,
    Redemption,
    Reward,
    Rollback,
    Transaction,
    Voucher,
)
from ledger.providers.voucherify.claims import reward_kind
from ledger.providers.voucherify.mirrors import voucher_id
from ledger.providers.voucherify.reading import Said
from ledger.providers.voucherify.redemptions import undone, used
from ledger.providers.voucherify.told import things
from ledger.providers.voucherify.words import (
    GIFT_VOUCHER,
    LOYALTY_CARD,
    MOVEMENT_KINDS,
    OUTGOING,
    PAYMENTS,
    Unit,
    unit,
)

NO_DETAILS, NO_BALANCE = Details(), Balance()
VOUCHERS_OF: Mapping[Unit, str] = {Unit.POINTS: LOYALTY_CARD, Unit.MONEY: GIFT_VOUCHER}


class Change(NamedTuple):
    """What changed, signed, and what it left, in points or in money."""

    points: int | None = None
    points_balance: int | None = None
    amount: Decimal | None = None
    balance: Decimal | None = None


def moved(said: Said[Moved]) -> Facts:
    """
    Points or money on a card changed.

    Where they paid for a reward it is a claim, and where they came back by a rollback, its undoing. The line's time is
    near to the redemption's own, which stands against it.
    """
    line = said.body.transaction
    if line is None:
        return _told(said)
    kind = MOVEMENT_KINDS.get(line.type or "", MovementKind.OTHER)
    change = _change(line, kind)
    envelope = replace(said.envelope, time=line.created_at or said.envelope.time)
    whole = replace(said, body=_completed(said, line, change), envelope=envelope, faults=said.faults + _lacking(said))
    if kind is MovementKind.REDEMPTION and whole.body.redemption:
        facts = _paid(whole)
    elif kind is MovementKind.REFUND and whole.body.redemption_rollback:
        facts = undone(whole, has_claimant=False)
    else:
        facts = _told(whole)
    return replace(facts, movements=_movements(whole.body, line, kind=kind, change=change))


def _told(said: Said[Moved]) -> Facts:
    body = said.body
    card = body.voucher or _left(body.balance)
    facts = things(said, card, body.source_voucher, body.destination_voucher)
    if not (body.transaction or facts.vouchers):
        raise said.lacks("voucher.id")
    return facts


def _paid(said: Said[Moved]) -> Facts:
    sent = said.body.redemption
    is_claim = bool(said.body.reward or (sent and sent.reward))
    facts = used(said, is_claim=is_claim, has_claimant=False)
    when = said.envelope.time
    uses = tuple(replace(use, redeemed_at=use.redeemed_at or when) for use in facts.redemptions)
    return replace(facts, redemptions=uses)


def _movements(body: Moved, line: Transaction, *, kind: MovementKind, change: Change) -> tuple[MovementFacts, ...]:
    """
    The line itself, the same from a webhook and from an export.

    It is kept once and for all: that the webhook names the card's holder and the export does not would make it two.
    """
    card = line.voucher_id or voucher_id(body.voucher)
    if not (line.id and card):
        return ()
    mentioned = (line.details or NO_DETAILS).redemption
    return (
        MovementFacts(
            external_id=line.id,
            kind=kind,
            voucher=card,
            redemption=mentioned.id if mentioned else None,
            provider_kind=line.type,
            occurred_at=line.created_at,
            reason=line.reason or None,
            **change._asdict(),
        ),
    )


def _change(line: Transaction, kind: MovementKind) -> Change:
    """By the details, else by the columns of a table, where money is in major units."""
    by = (line.details or NO_DETAILS).balance or NO_BALANCE
    is_outgoing = kind in OUTGOING
    of = _unit(line)
    if of is None:
        return Change()
    if of is Unit.MONEY:
        amount = line.amount if by.amount is None else major_units(by.amount)
        left = line.balance if by.balance is None else major_units(by.balance)
        return Change(amount=-abs(amount) if amount and is_outgoing else amount, balance=left)
    points = _whole(line.amount) if by.points is None else by.points
    left_points = _whole(line.balance) if by.balance is None else by.balance
    return Change(points=-abs(points) if points and is_outgoing else points, points_balance=left_points)


def _whole(number: Decimal | None) -> int | None:
    return int(number) if number is not None and number == int(number) else None


def _lacking(said: Said[Moved]) -> tuple[Fault, ...]:
    """Which columns an export should have had: whoever made it chose them."""
    line = said.body.transaction
    missing = [name for name in ("voucher_id", "details") if said.is_row and getattr(line, name) is None]
    return tuple(Fault(path=f"$.{name}", problem="is missing") for name in missing)


def _completed(said: Said[Moved], line: Transaction, change: Change) -> Moved:
    """The body with what only the line says: a table has nothing else."""
    body, details = said.body, line.details or NO_DETAILS
    mentioned, rollback = details.redemption, details.rollback
    sent = body.redemption
    if mentioned and mentioned.id and (sent is None or sent.id != mentioned.id):
        sent = Redemption.model_construct(id=mentioned.id)
    if sent and sent.amount is None and line.type in PAYMENTS:
        sent = sent.model_copy(update={"amount": _paid_by(change)})
    undoing = body.rollback
    if undoing is None and rollback and sent:
        undoing = Rollback.model_construct(id=rollback.id, redemption=sent.id)
    card = body.voucher or _after(line, change)
    reward = _titled(body.reward or details.reward, is_row=said.is_row)
    known = {"voucher": card, "reward": reward, "redemption": sent, "redemption_rollback": undoing}
    return body.model_copy(update=known)


def _titled(reward: Reward | None, *, is_row: bool) -> Reward | None:
    """
    The reward without its name where that may not be the claim's title.

    A product's claim is called after the product, which is not named here. A row is older than the events that do.
    """
    if reward is None or is_row or reward_kind(reward) not in {None, RewardKind.PRODUCT}:
        return reward
    return reward.model_copy(update={"name": None})


def _paid_by(change: Change) -> int | None:
    """As a redemption says it: points, or hundredths."""
    if change.amount is not None:
        return int(abs(change.amount).scaleb(2))
    return None if change.points is None else abs(change.points)


def _after(line: Transaction, change: Change) -> Voucher | None:
    """The card as the line leaves it."""
    if line.voucher_id is None:
        return None
    of = _unit(line)
    return Voucher.model_construct(
        id=line.voucher_id,
        campaign_id=line.campaign_id,
        type=VOUCHERS_OF[of] if of else None,
        loyalty_card=LoyaltyCard.model_construct(balance=change.points_balance) if of is Unit.POINTS else None,
        gift=Gift.model_construct(balance=_cents(change.balance)) if of is Unit.MONEY else None,
        updated_at=line.created_at,
    )


def _unit(line: Transaction) -> Unit | None:
    return unit(line.type, ((line.details or NO_DETAILS).balance or NO_BALANCE).type)


def _cents(money: Decimal | None) -> int | None:
    return None if money is None else int(money.scaleb(2))


def _left(balance: Balance | None) -> Voucher | None:
    """The card as a balance shows it."""
    card = balance and balance.related_object
    of = unit(None, balance.type) if balance else None
    if not (balance and card and card.id and of):
        return None
    if of is Unit.MONEY:
        gift = Gift.model_construct(amount=balance.total, balance=balance.balance)
        return Voucher.model_construct(id=card.id, type=GIFT_VOUCHER, gift=gift)
    points = LoyaltyCard.model_construct(points=balance.total, balance=balance.balance)
    return Voucher.model_construct(id=card.id, type=LOYALTY_CARD, loyalty_card=points)
