"""Pages of a list that is never counted whole."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property

STEP = 1000
DEEPEST = 100_000  # what lies deeper is found by search and filters


class BoundedPaginator(Paginator):
    """
    Counts no further than the next thousand rows from where the reader is.

    All pages can be reached; how many there are is said only where that is cheap to know.
    """

    def __init__(self, rows: Any, per_page: int, *, page: int = 1) -> None:
        super().__init__(rows, per_page)
        shown = min(max(page, 1) * per_page, DEEPEST - 1)
        self.bound = STEP * (1 + shown // STEP)

    @cached_property
    def count(self) -> int:
        return min(self._counted, self.bound)

    @property
    def is_cut(self) -> bool:
        return self._counted > self.bound

    @property
    def counted(self) -> str:
        """As people read it: "86" or "1,000+"."""
        return f"{self.count:,}{'+' if self.is_cut else ''}"

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        counted: int = rows.order_by()[: self.bound + 1].count()
        return counted
