"""The admin: what staff see of the ledger. One module for each model."""

from ledger.admin import (
    access_log,
    campaigns,
    claims,
    customers,
    decisions,
    entries,
    events,
    home,
    redemptions,
    refusals,
    secrets,
    sources,
    staff,
    statements,
    vouchers,
)

__all__ = [
    "access_log",
    "campaigns",
    "claims",
    "customers",
    "decisions",
    "entries",
    "events",
    "home",
    "redemptions",
    "refusals",
    "secrets",
    "sources",
    "staff",
    "statements",
    "vouchers",
]
