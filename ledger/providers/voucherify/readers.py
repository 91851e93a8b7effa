"""What each of Voucherify's events and exported records means: type → reader."""

from collections.abc import Mapping

from ledger.payload import Location
from ledger.providers import Reader
from ledger.providers.voucherify.bodies import (
    OF_REWARD,
    Moved,
    Redeemed,
    Redemption,
    RewardRedeemed,
    Rollback,
    RolledBack,
    Told,
    Transaction,
)
from ledger.providers.voucherify.envelope import REDEMPTION_ROW, ROLLBACK_ROW, TRANSACTION_ROW
from ledger.providers.voucherify.reading import reader, row_reader
from ledger.providers.voucherify.redemptions import failed, not_rolled_back, redeemed, rewarded, rolled_back
from ledger.providers.voucherify.reward_redemptions import reward_redeemed
from ledger.providers.voucherify.told import told
from ledger.providers.voucherify.transactions import moved

REDEEMED, FAILED = reader(Redeemed, redeemed), reader(Redeemed, failed)
ROLLED_BACK, NOT_ROLLED_BACK = reader(RolledBack, rolled_back), reader(RolledBack, not_rolled_back)
REWARD_REDEEMED = reader(RewardRedeemed, reward_redeemed)
MOVED, TOLD = reader(Moved, moved), reader(Told, told)

VITAL_OF_REDEMPTION: tuple[Location, ...] = (("$", "amount"), *OF_REWARD)
VITAL_OF_TRANSACTION: tuple[Location, ...] = (
    ("$", "id"),
    ("$", "amount"),
    ("details",),
    ("details", "balance", "points"),
    ("details", "balance", "amount"),
    *OF_REWARD,
)

# A distribution's event of a customer says the same as the project's of the thing.
READERS: Mapping[str, Reader] = {
    "customer.rewarded": reader(Redeemed, rewarded),
    "redemption.succeeded": REDEEMED,
    "customer.redemption.succeeded": REDEEMED,
    "customer.redemption.succceeded": REDEEMED,  # as a list of activities spells it
    "redemption.failed": FAILED,
    "customer.redemption.failed": FAILED,
    "redemption.rollback.succeeded": ROLLED_BACK,
    "customer.redemption.rollback.succeeded": ROLLED_BACK,
    "redemption.rollback.failed": NOT_ROLLED_BACK,
    "customer.redemption.rollback.failed": NOT_ROLLED_BACK,
    "customer.reward_redemptions.created": REWARD_REDEEMED,
    "customer.reward_redemptions.pending": REWARD_REDEEMED,
    "customer.reward_redemptions.completed": REWARD_REDEEMED,
    "customer.reward_redemptions.rolledback": REWARD_REDEEMED,
    "voucher.loyalty_card.transaction.created": MOVED,
    "voucher.loyalty_card.points_added": MOVED,
    "voucher.loyalty_card.points_expired": MOVED,
    "voucher.gift.transaction.created": MOVED,
    "voucher.gift.balance_added": MOVED,
    "customer.voucher.loyalty_card.points_added": MOVED,
    "customer.voucher.loyalty_card.points_expired": MOVED,
    "customer.voucher.gift.balance_added": MOVED,
    "customer.rewarded.loyalty_points": TOLD,
    "publication.succeeded": TOLD,
    "customer.publication.succeeded": TOLD,
    "voucher.published": TOLD,
    "customer.created": TOLD,
    "customer.updated": TOLD,
    "customer.deleted": TOLD,
    "campaign.created": TOLD,
    "campaign.updated": TOLD,
    REDEMPTION_ROW: row_reader(
        Redemption,
        lambda row: Redeemed.model_construct(redemption=row),
        redeemed,
        vital=VITAL_OF_REDEMPTION,
    ),
    ROLLBACK_ROW: row_reader(
        Rollback, lambda row: RolledBack.model_construct(redemption_rollback=row), rolled_back, vital=()
    ),
    TRANSACTION_ROW: row_reader(
        Transaction, lambda row: Moved.model_construct(transaction=row), moved, vital=VITAL_OF_TRANSACTION
    ),
}
