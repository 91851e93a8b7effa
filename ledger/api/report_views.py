"""The view of whatever report there is."""

from collections.abc import Sequence

import orjson
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from ledger.access import Power
from ledger.api import files
from ledger.api.answering import moment
from ledger.api.questions import Asked
from ledger.api.rendering import Csv, Json, Ndjson, dumps, form_of
from ledger.api.reports import Report
from ledger.api.views import ASKED_AGAIN, View, fingerprint, unless_unchanged

# As of a moment its numbers stay what they are. Names are from mirrors, and may be corrected.
SETTLED = "private, max-age=3600"


class ReportView(View):
    """
    A report: as JSON, or its rows as a file.

    Its ETag is weak, and of all but the moment: 304 says that what was answered before is what would be answered now.
    """

    renderer_classes = (Json, Csv, Ndjson)
    report: Report = None  # type: ignore[assignment]  # as_view() gives it

    @property
    def permissions(self) -> Sequence[str]:  # type: ignore[override]  # which it has is told by the report
        return self.report.permissions

    def get(self, request: Request) -> HttpResponseBase:
        viewer, form = self.viewer, form_of(request)
        asked = Asked(self.report.fields, request.query_params)
        if form:
            viewer.must(Power.EXPORT)
            if "compare" in asked.given:
                asked.parameters.wrong("compare", "A file has the rows of one period: ask for the other by itself.")
        told = self.report.told(asked, viewer)
        if form:
            return files.of_report(self.report, told, asked, viewer, form)
        self.kept = SETTLED if told.is_settled else ASKED_AGAIN
        head = {"as_of": told.as_of and moment(told.as_of), **told.head}
        said, of = {**head, "data": orjson.Fragment(told.data)}, [dumps(told.head), told.data]
        if self.report.is_compared:
            before = dumps(told.before)
            said["before"] = orjson.Fragment(before)
            of.append(before)
        return unless_unchanged(request, dumps(said), f'W/"{fingerprint(*of)}"')
