"""
Lists as files: exactly what a filter gives, at one moment, masked for whoever takes it away.

However long a list is, it takes the same memory. What a report has added up goes the same way.
"""

from ledger.exports.columns import Column, Kind
from ledger.exports.exporting import Exported, Format, answer, export, export_report
from ledger.exports.statements import Filter, Statement

__all__ = ["Column", "Exported", "Filter", "Format", "Kind", "Statement", "answer", "export", "export_report"]
