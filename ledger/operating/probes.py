"""For load balancers and init systems. Each answer says no more than a stranger may know."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from ledger.readiness import unmet

UNCACHED = {"Cache-Control": "no-store"}


@require_safe
def alive_view(_request: HttpRequest) -> JsonResponse:
    """This process answers. Asks nothing of anything: a database that is away is no reason to start it again."""
    return JsonResponse({"alive": True}, headers=UNCACHED)


@require_safe
def ready_view(_request: HttpRequest) -> JsonResponse:
    """Requests can be sent here; 503 with the names of what is amiss where they should not."""
    reasons = unmet()
    return JsonResponse({"ready": not reasons, "reasons": reasons}, status=503 if reasons else 200, headers=UNCACHED)
