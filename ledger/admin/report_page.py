"""Reports: what the ledger amounts to in some days, beside the days before; each a link that can be sent."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from ledger.access import HIDDEN, Power, Viewer, veiled
from ledger.admin import show
from ledger.admin.figures import last, tiles
from ledger.admin.page import may_see
from ledger.admin.report_form import ReportForm, told_days
from ledger.admin.report_parts import (
    BY_NAME,
    COUNTS,
    Axis,
    Measure,
    Names,
    chart,
    currencies,
    group_of,
    groups_table,
    measures,
    periods_table,
    starts,
    value_of,
)
from ledger.choices import Held
from ledger.exports import Column, Filter, Format, Kind, Statement, answer, export_report
from ledger.models import Campaign, Customer, LedgerEntry
from ledger.periods import DAY
from ledger.reports import (
    NOTHING,
    Answer,
    Dimension,
    Rank,
    Summary,
    Top,
    Totals,
    Unanswerable,
    balances,
    summarize,
    top,
    top_customers,
)

TITLE = "Reports"
SEES_REPORTS = "ledger.view_ledgerentry"
MOST_DRAWN = 3  # currencies
PLACES = 8
HELD: Mapping[str, str] = {
    Held.POINTS: "Points on loyalty cards",
    Held.MONEY: "Money on gift cards",
    Held.UNUSED: "Vouchers not yet used",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The first places. ``problem``: why there are none."""

    title: str
    rows: Sequence[tuple[Any, str]] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What customers hold of one sort at one source."""

    what: str
    source: str
    amount: str
    vouchers: str
    unknown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A question with its answer, and what it is told by."""

    form: ReportForm
    question: Summary  # as of the answer's moment
    answer: Answer
    names: Names
    told: Sequence[Measure]

    @classmethod
    def of(cls, form: ReportForm) -> "Report":
        """Raises Unanswerable."""
        asked = form.question()
        found = summarize(asked, compare=True)
        rows = [*found.rows, *(found.before or ())]
        names = Names.of(next(iter(asked.by), None), {group_of(row) for row in rows})
        question = replace(asked, as_of=found.as_of)
        return cls(form=form, question=question, answer=found, names=names, told=measures(currencies(rows)))

    @property
    def before(self) -> Sequence[Any]:
        return self.answer.before or ()

    @property
    def codes(self) -> list[str]:
        return currencies([*self.answer.rows, *self.before])

    @property
    def axis(self) -> Axis:
        earlier = self.question.before()
        spans: list[Any] = [
            starts(self.form.span, one.since, one.until - DAY)  # type: ignore[operator, arg-type]  # days, as asked
            for one in (self.question, earlier)
        ]
        today = show.local(self.answer.as_of).date()
        return Axis(span=self.form.span, days=spans[0], earlier=spans[1], today=today)


def reports_view(request: HttpRequest) -> HttpResponse:
    form = _asked(request)
    context: dict[str, Any] = {"title": TITLE, "form": form, "problem": ""}
    if form.is_valid():
        try:
            context |= _told(request, Report.of(form))
        except Unanswerable as error:
            context["problem"] = str(error)
    return render(request, "admin/reports.html", admin.site.each_context(request) | context)


def report_export_view(request: HttpRequest, form: str) -> HttpResponseBase:
    """Every number of the report, by period and group."""
    asked, viewer = _asked(request), Viewer.at(request)
    viewer.must(Power.EXPORT)
    if form not in set(Format):
        raise Http404
    try:
        report = Report.of(asked) if asked.is_valid() else None
    except Unanswerable:
        report = None
    if report is None:  # the page says why
        return HttpResponseRedirect(f"{reverse('admin:reports')}?{request.GET.urlencode()}")
    statement = Statement(title="Report", filters=list(_filters(asked)), as_of=report.answer.as_of)
    rows, heads = list(_rows(report)), list(_columns(report))
    return answer(export_report(rows, heads, of=LedgerEntry, viewer=viewer, form=Format(form), statement=statement))


def _asked(request: HttpRequest) -> ReportForm:
    user: Any = request.user
    if not user.has_perm(SEES_REPORTS):
        raise PermissionDenied
    return ReportForm(request.GET)


def _told(request: HttpRequest, report: Report) -> dict[str, Any]:
    form, found = report.form, report.answer
    now, then = (sum((row.totals for row in rows), NOTHING) for rows in (found.rows, report.before))
    earlier = report.question.before()
    drawn = (chart(one, found.rows, report.before, axis=report.axis, names=report.names) for one in _drawn(report))
    exports = {one.name: reverse("admin:report-export", args=[one]) for one in Format}
    return {
        "days": form.days,
        "compared": told_days(earlier.since, earlier.until),  # type: ignore[arg-type]  # days, as asked
        "tiles": tiles(now, then),
        "charts": [one for one in drawn if one],
        "sheet": groups_table(found.rows, report.before, _listed(report), report.names)
        if report.question.by
        else periods_table(found.rows, _listed(report), report.axis),
        "is_empty": not found.rows,
        "last": None if found.rows else last(found.as_of),
        "rankings": list(_rankings(request, report)),
        "held": list(_held(form)),
        "counted_at": next((show.time(one.counted_at) for one in balances()[:1]), None),
        "as_of": show.time(found.as_of),
        "link": form.link(found.as_of),
        "exports": exports if Viewer.at(request).may(Power.EXPORT) else {},
    }


def _listed(report: Report) -> list[Measure]:
    """Those that are nothing in every row are left out of the page's table."""
    rows = report.answer.rows
    return [one for one in report.told if one in COUNTS or any(one.of(row.totals) for row in rows)]


def _drawn(report: Report) -> list[Measure]:
    """What is drawn; money of each currency on its own."""
    name = report.form.cleaned_data["show"]
    return [BY_NAME[name]] if name in BY_NAME else [value_of(code) for code in report.codes[:MOST_DRAWN]]


def _rankings(request: HttpRequest, report: Report) -> Iterator[Ranking]:
    """By what is drawn; by claims where that is no rank, or is money of several currencies."""
    name, question = report.form.cleaned_data["show"], replace(report.question, by=())
    is_money = name == Rank.VALUE and len(report.codes) == 1
    if is_money:
        question = replace(question, currencies=report.codes)
    rank = Rank(name) if is_money or name == Rank.POINTS else Rank.CLAIMS
    number = partial(_ranked, rank)
    asks: list[tuple[str, Callable[[], Top], Callable[[Sequence[Any]], Mapping[Any, Any]]]] = [
        ("rewards", lambda: top(question, Dimension.TITLE, rank=rank, most=PLACES), dict.fromkeys),
        ("campaigns", lambda: top(question, Dimension.CAMPAIGN, rank=rank, most=PLACES), partial(_campaigns, request)),
    ]
    if may_see(request, Customer):
        people = partial(top_customers, question, rank=rank, most=PLACES)
        asks.append(("customers", people, partial(_customers, request)))
    for what, ask, named in asks:
        title = f"Top {what}, by {rank}"
        try:
            places = ask().places
        except Unanswerable as error:
            yield Ranking(title=title, problem=str(error))
            continue
        known = named([place.of for place in places])
        yield Ranking(title=title, rows=[(known.get(one.of) or one.of, number(one.totals)) for one in places])


def _ranked(rank: Rank, totals: Totals) -> str:
    if rank is Rank.VALUE:
        return ", ".join(show.money(of.net or Decimal(0), code) for code, of in totals.values.items())
    return show.number((totals.net if rank is Rank.CLAIMS else totals.points.net) or 0)


def _campaigns(request: HttpRequest, keys: Sequence[Any]) -> Mapping[Any, Any]:
    found = Campaign.objects.defer("said").in_bulk(keys)
    return {pk: show.link(one) if may_see(request, Campaign) else str(one) for pk, one in found.items()}


def _customers(request: HttpRequest, keys: Sequence[Any]) -> Mapping[Any, Any]:
    """As this person sees them."""
    viewer = Viewer.at(request)
    found = Customer.objects.defer("said", "metadata").select_related("source").in_bulk(keys)
    seen = {pk: veiled(viewer, one) for pk, one in found.items()}
    # Who sees no names still tells people apart by the provider's numbers.
    return {pk: show.link(one, one.external_id if one.name == HIDDEN else None) for pk, one in seen.items()}


def _held(form: ReportForm) -> Iterator[Holding]:
    """Whatever its age; of the source that is asked for."""
    source = form.cleaned_data["source"]
    rows = balances().select_related("source")
    sums: dict[tuple[str, str, str], list[int]] = {}
    for one in rows.filter(source__slug=source) if source else rows:
        of = sums.setdefault((str(one.held), one.source.name, one.currency or ""), [0, 0, 0])
        for place, number in enumerate((one.points or one.ten_thousandths or 0, one.vouchers, one.unknown)):
            of[place] += number
    for (held, name, currency), (amount, vouchers, unknown) in sums.items():
        money = show.money(Decimal(amount).scaleb(-4), currency)
        yield Holding(
            what=HELD[held],
            source=name,
            amount=show.points(amount) if held == Held.POINTS else money if amount else show.DASH,
            vouchers=show.number(vouchers),
            unknown=show.number(unknown) if unknown else "",
        )


def _filters(form: ReportForm) -> Iterator[Filter]:
    since, until = form.cleaned_data["since"], form.cleaned_data["until"]
    yield Filter(name="Days", value=form.days, logged=f"since={since}&until={until}")
    for name, value, logged in form.narrowed():
        yield Filter(name=name, value=value, logged=logged)


def _columns(report: Report) -> Iterator[Column]:
    yield Column(head=str(report.question.period), kind=Kind.TEXT)
    for dimension in report.question.by:
        yield Column(head=dimension.value, kind=Kind.TEXT)
    for one in report.told:
        yield Column(head=one.name, kind=Kind.DECIMAL if one.is_money else Kind.NUMBER)


def _rows(report: Report) -> Iterator[Sequence[str | None]]:
    """As a database spells them."""
    for row in sorted(report.answer.rows, key=lambda row: (str(row.period), str(group_of(row)))):
        numbers = (one.of(row.totals) for one in report.told)
        group = [report.names(key) for key in row.group.values()]
        yield [str(row.period), *group, *(None if number is None else f"{number}" for number in numbers)]
