"""Where the API's lists and things are."""

from collections.abc import Iterator

from django.urls import URLPattern, include, path, re_path

from ledger.api.report_views import ReportView
from ledger.api.reports import REPORTS
from ledger.api.resources import RESOURCES, Resource
from ledger.api.views import ChangesView, IndexView, ListView, NowhereView, ProblemView, ThingView


def _of(resource: Resource) -> Iterator[URLPattern]:
    name, thing = resource.name, ThingView.as_view(resource=resource)
    yield path(f"{name}/", ListView.as_view(resource=resource), name=name)
    key = "<int:id>" if resource.key == "id" else f"<slug:{resource.key}>"
    yield path(f"{name}/{key}/", thing, name=f"{name}-one")
    if resource.has_external_ids:
        yield path(f"{name}/by/<slug:source>/<path:external_id>/", thing, name=f"{name}-by")


V1 = [
    path("", IndexView.as_view(), name="index"),
    path("entries/changes/", ChangesView.as_view(), name="changes"),
    *(route for resource in RESOURCES for route in _of(resource)),
    *(path(f"reports/{one.name}/", ReportView.as_view(report=one), name=f"report-{one.name}") for one in REPORTS),
    path("problems/<slug:name>/", ProblemView.as_view(), name="problem"),
]
app_name = "api"
urlpatterns = [
    path("v1/", include(V1)),
    # With its slash, so that Django leads there from an address without.
    re_path(r"^(?:.*/)?$", NowhereView.as_view()),
]
