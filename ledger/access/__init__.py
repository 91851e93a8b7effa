"""
Who may see what. Whatever leaves the ledger comes through here: pages, the API, exports and search hits alike.

``veiled`` for a row, ``shown`` for one value, ``mask`` for a column, ``payload`` and ``headers`` for what came in; all
by one table (``sorts``). What nobody has judged is hidden.
"""

from ledger.access.log import Unrevealed, log_search, reveal, searches_for, write_log
from ledger.access.masks import HIDDEN, Mask
from ledger.access.payloads import headers, payload
from ledger.access.sorts import Sort, sort_of
from ledger.access.veil import Veiled, mask, shown, veiled
from ledger.access.viewers import Power, Sight, Viewer

__all__ = [
    "HIDDEN",
    "Mask",
    "Power",
    "Sight",
    "Sort",
    "Unrevealed",
    "Veiled",
    "Viewer",
    "headers",
    "log_search",
    "mask",
    "payload",
    "reveal",
    "searches_for",
    "shown",
    "sort_of",
    "veiled",
    "write_log",
]
