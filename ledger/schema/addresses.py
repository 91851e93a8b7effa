"""Which views there are, and what describes each."""

from collections.abc import Callable, Mapping
from typing import Any

from rest_framework.views import APIView

from ledger.api.report_views import ReportView
from ledger.api.views import ChangesView, IndexView, ListView, ProblemView, ThingView
from ledger.schema import lists, plain, reports, webhooks
from ledger.schema.described import Components, Described
from ledger.webhooks import WebhookView

Describes = Callable[[Any, str, Components], Described]  # a view, at this path
DESCRIBED: Mapping[type[APIView], Describes] = {
    IndexView: plain.index,
    ListView: lists.pages,
    ThingView: lists.thing,
    ChangesView: lists.changes,
    ProblemView: plain.problem,
    ReportView: reports.report,
    WebhookView: webhooks.webhook,
}


def describe(view: APIView, path: str, components: Components) -> Described:
    return DESCRIBED[type(view)](view, path, components)
