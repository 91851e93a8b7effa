"""The admin: what staff see of the ledger. One module for each model."""

from ledger.admin import (
    access_log,
    campaigns,
    claims,
    customers,
    decisions,
    entries,
    events,
    redemptions,
    refusals,
    second_factors,
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
    "redemptions",
    "refusals",
    "second_factors",
    "secrets",
    "sources",
    "staff",
    "statements",
    "vouchers",
]
