"""The admin: what staff see of the ledger. One module for each model."""

from ledger.admin import (
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
    statements,
    vouchers,
)

__all__ = [
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
    "statements",
    "vouchers",
]
