"""What a claim is worth where it is a discount: money if it is flat, else no money at all."""

from decimal import Decimal

from ledger.choices import DiscountType
from ledger.facts import Fault, Unreadable
from ledger.providers.loyaltylion.words import DISCOUNT_TYPES


def discount_type(word: str | None) -> DiscountType | None:
    return DISCOUNT_TYPES.get(word.strip(), DiscountType.OTHER) if word else None


def worth(word: str | None, *amounts: Decimal | None, faults: tuple[Fault, ...]) -> Decimal | None:
    """
    The first of the amounts, where the discount is flat.

    Raises Unreadable where one of them can't be read: the claim would be counted wrong. A percentage counts nowhere.
    """
    if discount_type(word) is not DiscountType.FLAT:
        return None
    if any(fault.path.endswith(".discount_amount") for fault in faults):
        raise Unreadable(*faults)
    return next((amount for amount in amounts if amount is not None), None)
