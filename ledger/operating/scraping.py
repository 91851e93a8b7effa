"""The metrics, for whoever the settings let in; there is no such page for anybody else."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from ledger.clients import client_address
from ledger.metrics import REGISTRY
from ledger.operating.figures import Figures

# Not registered, which would ask the database already now.
FIGURES_OF_THE_DATABASE = Figures()


@require_safe
def metrics_view(request: HttpRequest) -> HttpResponse:
    if not (_has_token(request) or _is_let_in(request)):
        return HttpResponseNotFound()
    text = generate_latest(_counted()) + generate_latest(FIGURES_OF_THE_DATABASE)
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _counted() -> CollectorRegistry:
    """What this process has counted, or all of them together."""
    if not settings.METRICS_DIRECTORY:
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together, settings.METRICS_DIRECTORY)  # type: ignore[no-untyped-call]
    return together


def _has_token(request: HttpRequest) -> bool:
    given: bytes = request.META.get("HTTP_AUTHORIZATION", "").encode(errors="surrogatepass")
    return bool(settings.METRICS_TOKEN) and constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}".encode())


def _is_let_in(request: HttpRequest) -> bool:
    address = client_address(request.META)
    return address is not None and any(ip_address(address) in network for network in settings.METRICS_ADDRESSES)
