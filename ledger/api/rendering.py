"""In which formats there are answers, and how JSON is written."""

import json
from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from ledger.api.parameters import Parameters
from ledger.api.problems import INVALID_PARAMETER, Fault, Problem
from ledger.exports import Format


def dumps(said: Any) -> bytes:
    """What orjson does not take, of metadata say (a whole number of more than 64 bits), the standard library writes."""
    try:
        return orjson.dumps(said)
    except TypeError:
        return json.dumps(said, separators=(",", ":")).encode()


class Json(BaseRenderer):
    media_type, format, charset = "application/json", "json", None

    def render(self, data: Any, *_: Any, **__: Any) -> bytes:
        return b"" if data is None else dumps(data)


class Csv(Json):
    """A file, which is streamed past this. Only what goes wrong before its first byte is rendered: a problem."""

    media_type, format = "text/csv", Format.CSV.value


class Ndjson(Json):
    media_type, format = "application/x-ndjson", Format.NDJSON.value


AS_FILES: Mapping[str, Format] = {one.format: Format(one.format) for one in (Csv, Ndjson)}


def form_of(request: Request) -> Format | None:
    """The kind of file that is asked for; None: a page."""
    return AS_FILES.get(request.accepted_renderer.format)


class Formats(DefaultContentNegotiation):
    """``?format=`` is a parameter like others."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        given = Parameters(request.query_params)
        given.read("format", str, None)
        given.finish()
        return super().select_renderer(request, renderers, format_suffix)

    def filter_renderers(self, renderers: Any, format: str) -> Any:  # noqa: A002 - DRF's
        known = [renderer for renderer in renderers if renderer.format == format]
        if not known:
            words = ", ".join(renderer.format for renderer in renderers)
            raise Problem(INVALID_PARAMETER, faults=[Fault(parameter="format", detail=f"One of {words}.")])
        return known
