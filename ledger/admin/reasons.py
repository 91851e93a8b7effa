"""Why a reward is missing, in one sentence for each cause. Nothing in it is personal but by a link."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledger.access import Viewer, veiled
from ledger.admin import show
from ledger.admin.base import provider_name
from ledger.choices import RefusalCause
from ledger.missing import SEEN, Asked, Cause, Finding
from ledger.models import InboundEvent

WHY_REFUSED: Mapping[str, str] = {
    RefusalCause.NO_SIGNATURE: "without a signature",
    RefusalCause.OTHER_PROVIDER: "with another provider's signature",
    RefusalCause.WRONG_SIGNATURE: "with a wrong signature",
    RefusalCause.NO_SECRET: "while no secret was set",
}


def sentence(request: HttpRequest, asked: Asked, finding: Finding) -> SafeString:
    return SENTENCES[finding.cause](request, asked, finding)


def _here(request: HttpRequest, _asked: Asked, finding: Finding) -> SafeString:
    claim = veiled(Viewer.at(request), finding.claims[0])
    others = len(finding.claims) - 1
    more = f" {show.number(others)} more fit{'s' if others == 1 else ''}." if others else ""
    return format_html(
        "It is here: {} was claimed on {} and is {}.{}",
        show.link(claim, claim.title or "a reward"), show.day(claim.claimed_at),
        claim.get_status_display().lower(), more,
    )  # fmt: skip


def _held(_request: HttpRequest, _asked: Asked, finding: Finding) -> SafeString:
    event = finding.events[0]
    return format_html(
        "{} for staff to decide: {} is the same to the letter as one before it, a retry or a second claim.",
        "It waits" if finding.is_sure else "It may be what waits",
        _came(event),
    )


def _failed(_request: HttpRequest, _asked: Asked, finding: Finding) -> SafeString:
    event = finding.events[0]
    path, _, problem = str(event.faults[0] if event.faults else "$: it can't be read").partition(": ")
    what = "It came and could not be read" if finding.is_sure else "It may be what came and could not be read"
    return format_html("{}: {} failed at {}, {}.", what, _came(event), show.code(path), problem)


def _repeat(_request: HttpRequest, _asked: Asked, finding: Finding) -> SafeString:
    event = finding.events[0]
    return format_html("It was taken for a repeat: staff decided of {} that it is a retry of another.", _came(event))


def _ignored(_request: HttpRequest, asked: Asked, finding: Finding) -> SafeString:
    event, source = finding.events[0], asked.customer.source
    why = (
        "nothing read events of its type, or the source was switched off"
        if source.is_active
        else f"{source.name} is switched off"
    )
    return format_html("It came and was ignored, since {}: {}. Reading it again would tell.", why, _came(event))


def _elsewhere(request: HttpRequest, _asked: Asked, finding: Finding) -> SafeString:
    claim = veiled(Viewer.at(request), finding.claims[0])
    whose = show.link(claim.customer) if claim.customer else "nobody in particular"
    reward = show.link(claim, claim.title or "a reward")
    return format_html("It is recorded under another customer: {} is {}’s.", reward, whose)  # noqa: RUF001


def _unsent(_request: HttpRequest, asked: Asked, _finding: Finding) -> SafeString:
    kind = str(asked.kind).replace("_", " ")
    name = provider_name(asked.customer.source)
    return format_html("{} sends no word of rewards of this kind ({}): they come by import alone.", name, kind)


def _refused(_request: HttpRequest, asked: Asked, finding: Finding) -> SafeString:
    causes = ", ".join(f"{show.number(count)} {WHY_REFUSED[cause]}" for cause, count in sorted(finding.refused.items()))
    since, until = asked.came
    return format_html(
        "It may have been refused: from {} to {}, {} were turned away at {} ({}), and nobody has read them.",
        show.day(since), show.day(min(until, timezone.now())),
        _deliveries(sum(finding.refused.values())), asked.customer.source, causes,
    )  # fmt: skip


def _another_day(request: HttpRequest, _asked: Asked, finding: Finding) -> SafeString:
    claim = veiled(Viewer.at(request), finding.claims[0])
    when = f"{show.day(claim.claimed_at)} at {show.clock(claim.claimed_at)}"
    reward = show.link(claim, claim.title or "a reward")
    return format_html("Not on that day: the nearest that fits is {}, claimed on {}.", reward, when)


def _silent(_request: HttpRequest, asked: Asked, finding: Finding) -> SafeString:
    last = f"; the last before that on {show.day(finding.last)}" if finding.last else ""
    return format_html("It never arrived: nothing at all came from {} then{}.", asked.customer.source, last)


def _never(_request: HttpRequest, asked: Asked, finding: Finding) -> SafeString:
    count = f"{show.number(finding.seen)}{' and more' if finding.seen >= SEEN else ''}"
    when = "in those days" if asked.day else "up to now"
    events = "event" if finding.seen == 1 else "events"
    source = asked.customer.source
    return format_html("It never arrived: {} {} came from {} {}, and none speaks of it.", count, events, source, when)


SENTENCES: Mapping[Cause, Callable[[HttpRequest, Asked, Finding], SafeString]] = {
    Cause.HERE: _here,
    Cause.HELD: _held,
    Cause.FAILED: _failed,
    Cause.REPEAT: _repeat,
    Cause.IGNORED: _ignored,
    Cause.ELSEWHERE: _elsewhere,
    Cause.UNSENT: _unsent,
    Cause.REFUSED: _refused,
    Cause.ANOTHER_DAY: _another_day,
    Cause.SILENT: _silent,
    Cause.NEVER: _never,
}


def _came(event: InboundEvent) -> SafeString:
    when = f"{show.day(event.received_at)} at {show.clock(event.received_at)}"
    return format_html("{} of {}", show.link(event, event.event_type or "an event"), when)


def _deliveries(count: int) -> str:
    return f"{show.number(count)} {'delivery' if count == 1 else 'deliveries'}"
