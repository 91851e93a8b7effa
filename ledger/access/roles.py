"""The roles that ``migrate`` makes, as Django groups. What an administrator then changes of one stays."""

from collections.abc import Mapping

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.backends.base.base import BaseDatabaseWrapper

NUMBERS = (
    "view_claimedreward view_ledgerentry view_campaign view_customer view_voucher view_redemption view_movement "
    "view_reading view_source"
)
REFUSED = "view_refusal view_refuseddelivery admit_refused"
ALARMS = "view_alarm acknowledge_alarm"
API = "use_api view_apitoken add_apitoken"
DESK = f"{NUMBERS} view_inboundevent view_decision view_payload view_note add_note"

ROLES: Mapping[str, Mapping[str, str]] = {
    "Support agent": {"ledger": f"{DESK} view_masked_personal_data reveal_personal_data"},
    "Support lead": {
        "ledger": f"{DESK} {REFUSED} {ALARMS} view_personal_data add_decision delete_note delete_savedview "
        f"reread_events export {API}",
    },
    "Analyst": {"ledger": f"{NUMBERS} export {API}"},
    "Administrator": {
        "ledger": f"{API} change_apitoken view_source add_source change_source view_webhooksecret add_webhooksecret "
        f"change_webhooksecret {REFUSED} {ALARMS} view_inboundevent view_accesslogentry",
        "auth": "view_user add_user change_user view_group add_group change_group delete_group",
    },
}


def make_roles(connection: BaseDatabaseWrapper) -> None:
    """Those that are not there."""
    if Group._meta.db_table not in connection.introspection.table_names():
        return
    groups = Group.objects.using(connection.alias)
    there = set(groups.filter(name__in=ROLES).values_list("name", flat=True))
    for role in ROLES.keys() - there:
        groups.create(name=role).permissions.set(_permissions(role, connection.alias))


def _permissions(role: str, using: str) -> list[Permission]:
    found = []
    for app, codenames in ROLES[role].items():
        # Django makes an app's permissions when that app's turn comes, which may be after ours.
        create_permissions(apps.get_app_config(app), verbosity=0, using=using)
        named = Permission.objects.using(using).filter(content_type__app_label=app, codename__in=codenames.split())
        found += list(named)
    return found
