"""Sends an event as the provider would: signed, by POST."""

import sys
from argparse import ArgumentParser
from datetime import timedelta
from http.client import HTTPException
from pathlib import Path
from random import Random
from time import time_ns
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, OpenerDirector, Request, build_opener

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from ledger.inbox import Delivery, understand
from ledger.management.pages import Pages
from ledger.management.unusable import Unusable
from ledger.models import Source
from ledger.providers import all_providers
from ledger.sealing import Unsealable
from ledger.signatures import SignedRequest

BASE = "http://127.0.0.1:8000"
SECONDS = 10
ANSWER_BYTES = 64 * 1024


class NoRedirect(HTTPRedirectHandler):
    """A signature is over what is sent to one address; a redirect is an answer like another."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Command(BaseCommand):
    help = (
        "Signs an event with the source's newest live secret, as its provider would, and sends it by POST. Prints the "
        "status and the answer. Exits with 0 if it is taken (2xx), with 1 if not, with 2 for unusable arguments."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help="The slug of the source.")
        parser.add_argument("file", nargs="?", metavar="FILE", help="The body, byte for byte; - for standard input.")
        parser.add_argument("--sample", action="store_true", help="Make a claim up instead, another one each time.")
        parser.add_argument(
            "--to",
            metavar="URL",
            default=BASE,
            help=f"Default: {BASE}. Without a path the webhook's own is added. For a server that was started with "
            "PORT=8001: --to http://127.0.0.1:8001",
        )

    def handle(self, *, source: str, file: str | None, sample: bool, to: str, **_: Any) -> None:
        if sample == bool(file):
            raise Unusable("Name a FILE (- for standard input), or --sample, and not both.")
        owner = _source(source)
        url = _url(owner, to)
        body = _sample(owner) if file is None else _read(file)
        if Pages.of(all_providers()[owner.provider]).is_page(body):
            raise Unusable(
                f"{file} is a page of records, which no webhook sends: import_fixtures {source} takes it in."
            )
        status, answer = _send(_signed(owner, body, url))
        self.stdout.write(f"{status} {answer}")
        if not 200 <= status < 300:
            sys.exit(1)


def _source(slug: str) -> Source:
    source = Source.objects.filter(slug=slug).first()
    if source is None:
        known = ", ".join(Source.objects.values_list("slug", flat=True)) or "none; add_source makes one"
        raise Unusable(f"There is no source {slug!r}. Known: {known}.")
    return source


def _url(source: Source, to: str) -> str:
    unusable = Unusable(f"--to {to}: expected an address that begins with http:// or https://.")
    try:
        parts = urlsplit(to)
        is_usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise unusable from None
    if not is_usable or not to.isascii() or any(letter.isspace() for letter in to):
        raise unusable
    path = reverse(f"webhook-{source.provider}", args=[source.slug])
    return to if parts.path.strip("/") else parts._replace(path=path).geturl()


def _read(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise Unusable(f"{file}: {error.strerror}") from None


def _sample(source: Source) -> bytes:
    now = timezone.now()
    # Its ids are of the seed: a clock that goes on makes each an event of its own.
    rng = Random(time_ns())  # noqa: S311 - no secret
    sample = all_providers()[source.provider].sample
    made_up = list(sample(rng, since=now - timedelta(minutes=1), until=now, count=100))
    claims = (body for body in made_up if understand(source, Delivery(body=body)).facts.claims)
    return next(claims, made_up[-1])  # a source that is switched off reads nothing


def _signed(source: Source, body: bytes, url: str) -> Request:
    secret = source.secrets.filter(retired_at=None).order_by("-created_at", "-pk").first()
    if secret is None:
        raise Unusable(f"{source.slug} has no live signing secret: add_source --secret-env adds one.")
    try:
        clear = secret.unsealed()
    except Unsealable as unsealable:
        raise Unusable(str(unsealable)) from None
    headers = all_providers()[source.provider].sign(SignedRequest(body=body, headers={}, url=url), clear)
    headers = {"content-type": "application/json", **headers}
    return Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - http and https alone, see _url


def _send(request: Request) -> tuple[int, str]:
    try:
        with _opener().open(request, timeout=SECONDS) as response:
            return response.status, _text(response.read(ANSWER_BYTES))
    except HTTPError as refused:
        with refused:
            return refused.code, _text(refused.read(ANSWER_BYTES))
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise CommandError(f"{request.full_url}: no answer: {reason}. Another server is named by --to URL.") from None


def _opener() -> OpenerDirector:
    return build_opener(HTTPHandler, HTTPSHandler, NoRedirect)


def _text(answer: bytes) -> str:
    """Nothing in it can move the cursor about."""
    return "".join(letter if letter.isprintable() else " " for letter in answer.decode("utf-8", "replace")).strip()
