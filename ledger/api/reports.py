"""What reports there are: one declaration each. Addresses, parameters and permissions follow from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from orjson import Fragment

from ledger.access import Viewer
from ledger.api import questions, tallies
from ledger.api.answering import moment
from ledger.api.problems import NOT_ALLOWED, UNANSWERABLE, Fault, Problem
from ledger.api.questions import Asked, Fields
from ledger.api.resources import OF
from ledger.api.tallies import Names
from ledger.models import Campaign, Customer, LedgerEntry, Voucher
from ledger.reports import Dimension, Rank, Summary, Top, Unanswerable, balances, summarize, top, top_customers

USUAL = 10  # places
NEEDED: Mapping[Dimension, str] = {Dimension.CAMPAIGN: OF[Campaign].permission}  # by what it names


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """
    An answer. ``data``: its rows, in JSON; ``head``: what it is of, so that it can be asked again; ``before``: the
    period before, with its own rows. ``is_settled``: it may be kept, since its numbers stay what they are.
    """

    as_of: datetime | None
    data: bytes
    head: Mapping[str, Any]
    before: Mapping[str, Any] | None = None
    is_settled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Report:
    """``of``: what it is counted of; ``names``: what else it tells of. ``answer`` raises Problem and Unanswerable."""

    name: str
    meaning: str
    fields: Fields
    answer: Callable[[Asked, Viewer], Told]
    of: type[Model] = LedgerEntry
    names: Sequence[type[Model]] = ()
    is_compared: bool = False

    @property
    def permissions(self) -> Sequence[str]:
        return [OF[model].permission for model in (self.of, *self.names)]

    def told(self, asked: Asked, viewer: Viewer) -> Told:
        """Raises Problem."""
        asked.finish()
        try:
            return self.answer(asked, viewer)
        except Unanswerable as error:
            raise Problem(UNANSWERABLE, str(error)) from None


def _summary(asked: Asked, viewer: Viewer) -> Told:
    question = asked.question()
    _check_dimensions(question, viewer)
    is_compared = "compare" in asked.values
    answer = summarize(question, compare=is_compared)
    return Told(
        as_of=answer.as_of,
        data=tallies.of_summary(answer.counted, viewer),
        head=_head(question),
        before=_period(question.before()) | {"data": Fragment(tallies.of_summary(answer.counted_before, viewer))}
        if answer.counted_before
        else None,
        is_settled=answer.as_of == question.as_of,
    )


def _top(
    ask: Callable[..., Top], names: Callable[[Viewer], Names], *, names_people: bool = False
) -> Callable[[Asked, Viewer], Told]:
    def answer(asked: Asked, viewer: Viewer) -> Told:
        question = asked.question()
        rank, most = Rank(asked.values.get("rank", Rank.CLAIMS)), asked.values.get("limit", USUAL)
        found = ask(question, rank=rank, most=most)
        return Told(
            as_of=found.as_of,
            data=tallies.of_places(found.places, names(viewer)),
            head=_head(question),
            is_settled=found.as_of == question.as_of and not names_people,
        )

    return answer


def _top_of(dimension: Dimension) -> Callable[..., Top]:
    return lambda question, **how: top(question, dimension, **how)


def _balances(asked: Asked, _: Viewer) -> Told:
    rows = list(balances().select_related("source"))
    as_of = rows[0].counted_at if rows else None
    for name, of in tallies.OF_BALANCE.items():
        if (some := asked.some(name)) is not None:
            rows = [row for row in rows if of(row) in some]
    return Told(as_of=as_of, data=tallies.of_balances(rows), head={})


def _check_dimensions(question: Summary, viewer: Viewer) -> None:
    """Raises Problem."""
    faults = [
        Fault(parameter="by", detail=f"{dimension} needs the permission {NEEDED[dimension]}.")
        for dimension in question.by
        if dimension in NEEDED and not (viewer.user and viewer.user.has_perm(NEEDED[dimension]))
    ]
    if faults:
        raise Problem(NOT_ALLOWED, faults=faults)


def _head(question: Summary) -> Mapping[str, Any]:
    return _period(question) | {"zone": question.zone}


def _period(question: Summary) -> dict[str, Any]:
    return {"since": _edge(question.since), "until": _edge(question.until)}


def _edge(edge: date | datetime | None) -> str | None:
    if isinstance(edge, datetime):
        return str(moment(edge))
    return edge.isoformat() if edge else None


REPORTS: Sequence[Report] = (
    Report(
        name="summary",
        meaning="Claims, reversals, points and money, by a period and any dimensions.",
        fields=questions.SUMMARY,
        answer=_summary,
        is_compared=True,
    ),
    Report(
        name="top-rewards",
        meaning="The titles of rewards of which there is most.",
        fields=questions.TOP,
        answer=_top(_top_of(Dimension.TITLE), lambda _: tallies.titles),
    ),
    Report(
        name="top-campaigns",
        meaning="The campaigns of which there is most.",
        fields=questions.TOP,
        names=(Campaign,),
        answer=_top(_top_of(Dimension.CAMPAIGN), tallies.campaigns),
    ),
    Report(
        name="top-customers",
        meaning="The customers of whom there is most, as one may see them.",
        fields=questions.TOP,
        names=(Customer,),
        answer=_top(top_customers, tallies.customers, names_people=True),
    ),
    Report(
        name="balances",
        meaning="What customers still hold, as known here when it was last counted.",
        fields=questions.BALANCES,
        of=Voucher,
        answer=_balances,
    ),
)
