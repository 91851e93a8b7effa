"""
What an order shows of its redemptions: which of them were undone.

It has them by their ids. Of a stack only the whole is there, with its children and their rollbacks side by side.
"""

from pydantic_core import to_json

from ledger.payload import read
from ledger.providers.voucherify.bodies import Mention, Order, OrderRedemption, Redemption, Rollback
from ledger.providers.voucherify.words import FAILED_IDS

NOTHING = OrderRedemption()


def rollback_of(sent: Redemption) -> Mention | None:
    """What undid a redemption; a stack's child the rollback of the whole, without the id of its own."""
    shown = _shown(sent.order, sent.id)
    if shown.rollback_id or not sent.redemption:
        return Mention.model_construct(id=shown.rollback_id, date=shown.rollback_date) if shown.rollback_id else None
    stack = _shown(sent.order, sent.redemption)
    is_undone = sent.id in (stack.stacked or ()) and any(
        one and not one.startswith(FAILED_IDS) for one in stack.rollback_stacked or ()
    )
    return Mention.model_construct(id=None, date=stack.rollback_date) if is_undone else None


def child_undone_by(rollback: Rollback, order: Order | None) -> str | None:
    """
    The child at the rollback's place in the stack that it names.

    Voucherify's example of a stack rolled back names each child itself, its reference the parent. Nowhere is it said
    that both lists have one order, so this may be another child, which was undone as well.
    """
    stack = _shown(order, rollback.redemption)
    ones, others = stack.rollback_stacked or [], stack.stacked or []
    if len(ones) != len(others):
        return None
    return next((other for one, other in zip(ones, others, strict=True) if one and one == rollback.id), None)


def is_stack(order: Order | None, redemption: str) -> bool:
    return bool(_shown(order, redemption).stacked)


def _shown(order: Order | None, redemption: str) -> OrderRedemption:
    shown = (order.redemptions or {}).get(redemption) if order else None
    # Read here, not with the body: a fault would name its place by what the body has for a key.
    return read(OrderRedemption, to_json(shown, inf_nan_mode="constants"))[0] if isinstance(shown, dict) else NOTHING
