"""
Lists as files: exactly what a filter gives, at one moment, masked for whoever takes it away.

However long a list is, it takes the same memory.
"""

from ledger.exports.exporting import Exported, Format, answer, export
from ledger.exports.statements import Filter, Statement

__all__ = ["Exported", "Filter", "Format", "Statement", "answer", "export"]
