"""The API's views: a list and its details of whatever resource there is, the changes, and an index."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.access import Viewer, log_search, shown
from ledger.api import counting, files, problems
from ledger.api.answering import answer, fetch, moment
from ledger.api.asking import Asked, ask_file, ask_list, ask_nothing, ask_thing
from ledger.api.authentication import MayUseApi
from ledger.api.changes import SINCE, ask_changes
from ledger.api.problems import KINDS, PERSONAL_PARAMETER, Fault, Problem
from ledger.api.rendering import Csv, Formats, Json, Ndjson, dumps, form_of
from ledger.api.reports import REPORTS
from ledger.api.resources import ENTRIES, RESOURCES, Resource
from ledger.api.throttling import RateLimited
from ledger.clients import client_address
from ledger.filters import is_personal

KEPT_BY_NOBODY = "private, no-store"
ASKED_AGAIN = "private, no-cache"
COLUMNS = {"source": "source__slug"}  # that parts of an address name
# What the index leads to, and the permissions that each needs.
LISTED: Mapping[str, Sequence[str]] = {
    **{resource.name: [resource.permission] for resource in RESOURCES},
    f"{ENTRIES.name}/changes": [ENTRIES.permission],
    **{f"reports/{report.name}": report.permissions for report in REPORTS},
}


class View(RateLimited):
    """What all answer alike: problems, and for whom they are."""

    http_method_names = ["get", "head"]
    content_negotiation_class = Formats
    renderer_classes: Sequence[type[Json]] = (Json,)
    permission_classes: Sequence[type[BasePermission]] = (MayUseApi,)
    permissions: Sequence[str] = ()
    kept = KEPT_BY_NOBODY

    @property
    def viewer(self) -> Viewer:
        return Viewer.of(self.request.user, address=client_address(self.request.META))

    def get_exception_handler(self) -> Any:
        return problems.answer

    def finalize_response(self, request: Request, response: Any, *given: Any, **named: Any) -> Any:
        finished = super().finalize_response(request, response, *given, **named)
        finished.headers["Cache-Control"] = self.kept if finished.status_code in {200, 304} else KEPT_BY_NOBODY
        patch_vary_headers(finished, ["Accept", "Authorization", "Cookie"])
        return finished


class ResourceView(View):
    resource: Resource = None  # type: ignore[assignment]  # as_view() gives it

    @property
    def permissions(self) -> Sequence[str]:  # type: ignore[override]  # which it has is told by the resource
        return (self.resource.permission,)


class ListView(ResourceView):
    """Pages of a resource; or all of it, as a file."""

    renderer_classes = (Json, Csv, Ndjson)

    def get(self, request: Request) -> HttpResponseBase:
        viewer = self.viewer
        if form := form_of(request):
            return files.of_list(ask_file(self.resource, request.query_params, viewer), viewer, form)
        asked = ask_list(self.resource, request.query_params, viewer)
        _log(asked, viewer)
        order = self.resource.order
        rows = asked.rows.order_by(*order.ordering) if asked.at is None else order.after(asked.rows, asked.at)
        fetched = fetch(asked.shape, rows[: asked.limit + 1])
        page = fetched[: asked.limit]
        cursor = asked.cursors.beside(page[-1]) if len(fetched) > asked.limit else None
        onward = _address(request, {**asked.asked, "cursor": cursor}) if cursor else None
        said: dict[str, Any] = {"data": answer(asked.shape, page, viewer), "next": onward}
        if self.resource.recorded:
            said["as_of"] = moment(asked.as_of) if asked.as_of else None
        said["count"] = counting.count(asked.rows, asked.count)
        return Response(said, headers={"Link": f'<{onward}>; rel="next"'} if onward else {})


class ThingView(ResourceView):
    """One thing, by its key, or by its source and the provider's id."""

    kept = ASKED_AGAIN

    def get(self, request: Request, **key: str | int) -> HttpResponseBase:
        viewer = self.viewer
        shape = ask_thing(self.resource, request.query_params, viewer)
        fetched = fetch(shape, self.resource.model._default_manager.filter(**self._key(key, viewer)))
        if not fetched:
            raise Http404
        (said,) = answer(shape, fetched, viewer)
        text = dumps(said)
        return unless_unchanged(request, text, f'"{fingerprint(text)}"')

    def _key(self, key: dict[str, Any], viewer: Viewer) -> dict[str, Any]:
        external_id = key.get("external_id", "")
        if "\0" in external_id:
            raise Http404
        if shown(viewer, self.resource.model, "external_id", external_id) != external_id:
            fault = Fault(parameter="external_id", detail="You are not shown this, so it can't be asked by.")
            raise Problem(PERSONAL_PARAMETER, faults=[fault])
        return {COLUMNS.get(name, name): value for name, value in key.items()}


class ChangesView(ResourceView):
    """The entries that were recorded since."""

    resource = ENTRIES

    def get(self, request: Request) -> Response:
        viewer = self.viewer
        asked = ask_changes(request.query_params, viewer)
        rows, has_more = asked.page()
        cursor = asked.cursor(rows, has_more=has_more)
        onward = _address(request, {SINCE: cursor})
        said = {"data": answer(asked.shape, rows, viewer), "next": onward, "cursor": cursor, "has_more": has_more}
        return Response(said | {"as_of": moment(asked.as_of)}, headers={"Link": f'<{onward}>; rel="next"'})


class IndexView(View):
    """Where the lists and reports are that one may read."""

    def get(self, request: Request) -> Response:
        ask_nothing(request.query_params)
        may = [name for name, needed in LISTED.items() if request.user.has_perms(needed)]
        return Response({name: request.build_absolute_uri(f"{request.path}{name}/") for name in may})


class PublicView(View):
    """What stands in every manual."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


class ProblemView(PublicView):
    """What a type of problem means."""

    def get(self, request: Request, name: str) -> Response:
        ask_nothing(request.query_params)
        if name not in KINDS:
            raise Http404
        kind = KINDS[name]
        said = {"type": kind.address, "title": kind.title, "status": kind.status, "detail": kind.meaning}
        return Response(said)


class NowhereView(PublicView):
    schema = None

    def initial(self, *_: Any, **__: Any) -> None:
        raise Http404


def fingerprint(*said: bytes) -> str:
    """Of what may be large, and is not put together first."""
    digest = sha256()
    for part in said:
        digest.update(part)
    return digest.hexdigest()[:32]


def unless_unchanged(request: Request, said: bytes, etag: str) -> HttpResponseBase:
    """The JSON; 304 where the client has it already."""
    response = HttpResponse(said, content_type=Json.media_type, headers={"ETag": etag})
    unchanged: HttpResponseBase | None = get_conditional_response(request._request, etag=etag, response=response)
    return unchanged if unchanged is not None and unchanged.status_code == 304 else response


def _address(request: Request, parameters: Mapping[str, str]) -> str:
    """This one, with other parameters."""
    query = request.query_params.copy()
    for name, value in parameters.items():
        query[name] = value
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _log(asked: Asked, viewer: Viewer) -> None:
    """Who looked for somebody, once: not again for each page."""
    if asked.at is None:
        for name in filter(is_personal, asked.asked):
            log_search(viewer, asked.asked[name], of=asked.resource.model)
