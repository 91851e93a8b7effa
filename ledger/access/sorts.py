"""What sort of data each column holds: the one table that masking goes by."""

from collections.abc import Mapping
from enum import Enum, auto

from django.contrib.auth.models import User
from django.db.models import Model

from ledger.models import (
    AccessLogEntry,
    Alarm,
    AlarmNotice,
    ApiToken,
    ArrivalHour,
    Balance,
    Campaign,
    ClaimedReward,
    Customer,
    Decision,
    InboundEvent,
    LedgerEntry,
    Movement,
    Note,
    Quota,
    Reading,
    RecoveryCode,
    Redemption,
    Refusal,
    RefusalRoom,
    RefusedDelivery,
    RollUp,
    RollUpZone,
    SavedView,
    SecondFactor,
    Source,
    Voucher,
    WebhookSecret,
)


class Sort(Enum):
    """Of data, by whom it could tell on."""

    PLAIN = auto()  # tells on nobody
    CASE = auto()  # leads to one purchase or complaint: support needs it, numbers do not
    ID = auto()  # a provider's number for somebody tells nothing; one that we made of a code or a reference does
    NAME = auto()
    EMAIL = auto()
    CODE = auto()  # whoever has it can spend it
    PRIVATE = auto()  # can hold anything, so nothing of it can be shown in part
    BYTES = auto()  # what came in; ``payloads`` shows it
    NEVER = auto()  # for no person's eyes


# A reference to another row is plain: what is shown of that row is judged there.
JUDGED: Mapping[type[Model], Mapping[Sort, str]] = {
    Customer: {
        Sort.PLAIN: "id source tier enrolled_at",
        # The provider's random number: without it nobody could count people or compare with the provider's own lists.
        Sort.ID: "external_id",
        Sort.NAME: "name",
        Sort.EMAIL: "email",
        # The shop's own number for a person, often an e-mail address or a phone number.
        Sort.PRIVATE: "merchant_ref metadata",
        Sort.NEVER: "said name_folded",
    },
    # Its stamps name nobody.
    Campaign: {Sort.PLAIN: "id source external_id name name_folded provider_kind said"},
    Voucher: {
        Sort.PLAIN: "id source kind campaign holder points points_balance amount balance currency discount_type "
        "discount active expires_at",
        Sort.CASE: "code_ending",  # as much of a code as support sees of any
        Sort.ID: "external_id",
        Sort.CODE: "code",
        Sort.NEVER: "said",
    },
    Redemption: {
        Sort.PLAIN: "id source customer voucher redeemed_at points amount currency status provider_status reversed_at",
        Sort.CASE: "order_id reason",
        Sort.ID: "external_id reversal_id",
        Sort.PRIVATE: "tracking_id",
        Sort.NEVER: "said",
    },
    ClaimedReward: {
        Sort.PLAIN: "id source customer holder redemption loyalty_card granted_voucher campaign title kind "
        "provider_kind reward_id assignment_id product_id product_ref product_name sku points value currency "
        "discount_type discount order_amount earned_by status provider_status claimed_at claimed_at_precision "
        "reversed_at",
        Sort.CASE: "order_id order_ref reason",
        Sort.ID: "external_id provider_id",
        Sort.PRIVATE: "tracking_id metadata",
        Sort.NEVER: "said",
    },
    LedgerEntry: {
        Sort.PLAIN: "id source claim side ordinal quantity points value currency campaign customer kind title "
        "occurred_at recorded_at event",
    },
    Movement: {
        Sort.PLAIN: "id source digest voucher customer redemption kind provider_kind points amount currency "
        "points_balance balance occurred_at recorded_at event",
        Sort.CASE: "reason",
        Sort.ID: "external_id",
    },
    Reading: {
        Sort.PLAIN: "id source customer voucher counter stated_at number currency recorded_at event",
    },
    Decision: {
        Sort.PLAIN: "id uuid verdict event claim author decided_at",
        Sort.CASE: "reason",  # like a note: staff write it for staff, and are told so
    },
    Note: {
        Sort.PLAIN: "id claim customer author written_at",
        Sort.CASE: "text",  # support writes them for support: each is told so where it is written
    },
    InboundEvent: {
        Sort.PLAIN: "id source sha256 event_type state origin secret body_form currency sent_at received_at repeats "
        "faults",
        Sort.CASE: "address",
        Sort.ID: "external_id subject",
        Sort.BYTES: "body headers",
    },
    Refusal: {Sort.PLAIN: "id source hour cause count"},
    # What is sealed is shown by ``payloads`` alone, like what came in.
    RefusedDelivery: {Sort.PLAIN: "id source provider cause is_known size received_at", Sort.NEVER: "sealed"},
    RefusalRoom: {Sort.PLAIN: "id source is_signed is_known count bytes since used"},
    # Counts, times and names of sources.
    Alarm: {
        Sort.PLAIN: "id source kind since opened_at seen_at closed_at said acknowledged_at acknowledged_by",
    },
    AlarmNotice: {Sort.PLAIN: "id alarm channel word number due_at taken_at sent_at given_up_at"},
    ArrivalHour: {Sort.PLAIN: "id source hour events failed minutes first last"},
    Source: {Sort.PLAIN: "id slug provider name currency time_zone is_active created_at"},
    User: {
        # Staff are known to one another by the name that they sign in with.
        Sort.PLAIN: "id username is_staff is_active is_superuser date_joined last_login",
        Sort.PRIVATE: "first_name last_name email",
        Sort.NEVER: "password",
    },
    SecondFactor: {
        Sort.PLAIN: "id user name confirmed created_at throttling_failure_timestamp throttling_failure_count",
        Sort.NEVER: "sealed last_step",
    },
    RollUp: {
        Sort.PLAIN: "zone cube day hour source campaign kind currency title recorded_on claims reversals points "
        "points_back points_unknown points_back_unknown value value_back value_unknown value_back_unknown",
    },
    RollUpZone: {Sort.PLAIN: "id name source floor until"},
    Balance: {
        Sort.PLAIN: "id counted_at held source currency months vouchers unknown points ten_thousandths",
    },
    RecoveryCode: {Sort.PLAIN: "id factor", Sort.NEVER: "digest"},
    WebhookSecret: {Sort.PLAIN: "id source name created_at retired_at", Sort.NEVER: "sealed"},
    # How a token begins is enough to know one that was found, and far from enough to guess it.
    ApiToken: {Sort.PLAIN: "id name user made_by created expiry last_used revoked_at token_key", Sort.NEVER: "digest"},
    Quota: {Sort.PLAIN: "since used", Sort.CASE: "key"},
    # It holds no filter that asks for a person.
    SavedView: {Sort.PLAIN: "id owner model name query is_shared"},
    AccessLogEntry: {
        # Only those who audit see the log, and a reason that they could not read would be none.
        Sort.PLAIN: "id at user act model row field reason digest details address",
    },
}

SORTS: Mapping[tuple[type[Model], str], Sort] = {
    (model, field): sort
    for model, sorts in JUDGED.items()
    for sort, fields in sorts.items()
    for field in fields.split()
}


def sort_of(model: type[Model], field: str) -> Sort:
    """What nobody has judged is private."""
    return SORTS.get((model, field), Sort.PRIVATE)
