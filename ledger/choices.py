"""
Our vocabulary: one word for each thing, whatever a provider calls it.

Plain enums, so that a provider can be tried in a bare shell. The members of a lattice (``ClaimStatus``,
``RedemptionStatus``) sort as they outrank one another: SQL and Python take the greater text.
"""

from enum import StrEnum


class RewardKind(StrEnum):
    """What a customer gets for a claim."""

    DISCOUNT = "discount"
    GIFT_CARD = "gift_card"
    PRODUCT = "product"
    CREDIT = "credit"  # points taken as money at the checkout
    POINTS = "points"  # points on another loyalty card
    FREE_SHIPPING = "free_shipping"
    CUSTOM = "custom"
    OTHER = "other"  # the provider names a kind that we have no word for


class VoucherKind(StrEnum):
    """What a voucher is."""

    LOYALTY_CARD = "loyalty_card"
    DISCOUNT = "discount"
    GIFT_CARD = "gift_card"
    OTHER = "other"


class DiscountType(StrEnum):
    """How ``discount`` is to be read."""

    FLAT = "flat"  # so much money off
    PERCENTAGE = "percentage"  # so many percent off
    UNIT = "unit"  # so many pieces free
    FIXED_PRICE = "fixed_price"  # the price becomes so much money
    OTHER = "other"


class ClaimStatus(StrEnum):
    """What became of a claim. A lattice: the greater word stands, whenever it comes."""

    ANNULLED = "annulled"  # no event says any more that it was made: a wrong reading did
    CLAIMED = "claimed"
    FULFILLED = "fulfilled"
    REVERSED = "reversed"


class RedemptionStatus(StrEnum):
    """What became of a use of a voucher. A lattice: the greater word stands, whenever it comes."""

    FAILED = "failed"
    REDEEMED = "redeemed"
    REVERSED = "reversed"


class MovementKind(StrEnum):
    """Why the points or the money on a voucher changed."""

    ACCRUAL = "accrual"  # earned
    REDEMPTION = "redemption"  # paid
    REFUND = "refund"  # a payment undone
    ADDITION = "addition"  # by hand
    REMOVAL = "removal"  # by hand
    EXPIRATION = "expiration"
    TRANSFER_IN = "transfer_in"
    TRANSFER_OUT = "transfer_out"
    ACTIVATION = "activation"  # pending points became points
    OTHER = "other"


class Counter(StrEnum):
    """What a provider states of a customer or a voucher, as a number at a time."""

    POINTS = "points"  # ever put on a loyalty card
    POINTS_BALANCE = "points_balance"
    AMOUNT = "amount"  # ever put on a gift card
    BALANCE = "balance"
    POINTS_APPROVED = "points_approved"
    POINTS_PENDING = "points_pending"
    POINTS_SPENT = "points_spent"
    REWARDS_CLAIMED = "rewards_claimed"
    REWARDS_USED = "rewards_used"


class Precision(StrEnum):
    """What a claim's time is."""

    EXACT = "exact"  # when it was claimed
    REPORTED = "reported"  # when the provider sent word of it
    RECEIVED = "received"  # when the word came here


class EventState(StrEnum):
    """What became of an event."""

    RECORDED = "recorded"
    IGNORED = "ignored"
    FAILED = "failed"
    HELD = "held"


class EntrySide(StrEnum):
    """The two sides of a claim in the ledger."""

    CLAIMED = "claimed"
    REVERSED = "reversed"


class Cube(StrEnum):
    """What the roll-ups of a day tell apart, besides source and currency."""

    CAMPAIGNS = "campaigns"  # and kinds
    TITLES = "titles"
    HOURS = "hours"  # of the clock in UTC; nothing else


class Held(StrEnum):
    """What customers hold and have not used."""

    POINTS = "points"  # on loyalty cards
    MONEY = "money"  # on gift cards
    UNUSED = "unused"  # other vouchers that they claimed


class Origin(StrEnum):
    """How an event came in."""

    WEBHOOK = "webhook"
    IMPORT = "import"
    STAFF = "staff"  # what staff decided of a claim, kept as an event


class Verdict(StrEnum):
    """What staff decide: of an event that is held, or of a claim."""

    A_RETRY = "a_retry"
    A_SECOND_CLAIM = "a_second_claim"
    FULFILLED = "fulfilled"
    VOIDED = "voided"


class RefusalCause(StrEnum):
    """Why a delivery was refused. The last two are told by a closer look, which only what is kept is given."""

    NO_SIGNATURE = "no_signature"
    OTHER_PROVIDER = "other_provider"  # it has another provider's signature
    WRONG_SIGNATURE = "wrong_signature"
    NO_SECRET = "no_secret"  # noqa: S105 - a word
    RETIRED_SECRET = "retired_secret"  # noqa: S105 - a word
    BODY_CHANGED = "body_changed"  # a secret fits what the body was before something respaced it

    @property
    def is_signed(self) -> bool:
        """Whether a secret could fit: without one no secret ever will."""
        return self not in {RefusalCause.NO_SIGNATURE, RefusalCause.OTHER_PROVIDER}


class AlarmKind(StrEnum):
    """What may be wrong with a source."""

    SILENT = "silent"  # nothing comes, against its own week
    REFUSED = "refused"  # more is turned away than usual
    LIMIT = "limit"  # the provider is about to switch its webhook off
    FAILING = "failing"  # more fails than usual
    FAILED_OLD = "failed_old"  # what failed waits too long for somebody
    HELD_OLD = "held_old"  # likewise what is held


class Channel(StrEnum):
    """How staff are told of an alarm."""

    MAIL = "mail"
    WEBHOOK = "webhook"


class Notice(StrEnum):
    """What a message about an alarm says."""

    OPENED = "opened"
    REMINDER = "reminder"
    CLOSED = "closed"


class Act(StrEnum):
    """What the access log keeps."""

    REVEAL = "reveal"  # one masked value was shown
    EXPORT = "export"
    DECISION = "decision"
    REREAD = "reread"  # kept events were read again
    ADMISSION = "admission"  # refused deliveries were admitted
    SECRET_ADDED = "secret_added"  # noqa: S105 - a word
    SECRET_RETIRED = "secret_retired"  # noqa: S105 - a word
    TOKEN_MADE = "token_made"  # noqa: S105 - a word
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - a word
    ALARM_ACKNOWLEDGED = "alarm_acknowledged"
    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SEARCH = "search"
