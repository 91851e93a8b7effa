"""Adds a source, or a further signing secret to one."""

import os
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.db import IntegrityError, transaction
from django.urls import reverse

from ledger.access import write_log
from ledger.admitting import stock
from ledger.choices import Act
from ledger.management.unusable import Unusable
from ledger.models import Source, WebhookSecret
from ledger.providers import all_providers
from ledger.sealing import Unsealable

CURRENCY, TIME_ZONE = "EUR", "UTC"
OPTIONS = {"name": "--name", "currency": "--currency", "time_zone": "--time-zone"}


class Command(BaseCommand):
    help = (
        "Adds a source: one account at a provider whose webhooks come in. For a source that exists --secret-env adds a "
        "further signing secret: each is good until it is retired."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("provider", choices=all_providers(), help="The kind of loyalty system.")
        parser.add_argument("slug", help="Part of the webhook's address: acme, acme-uk.")
        parser.add_argument("--name", help="For people. Default: the slug.")
        parser.add_argument(
            "--currency", help=f"Of amounts that come without one, as in ISO 4217. Default: {CURRENCY}."
        )
        parser.add_argument("--time-zone", help=f"Of its days and months: Europe/Berlin. Default: {TIME_ZONE}.")
        parser.add_argument(
            "--secret-env",
            metavar="VAR",
            help="The environment variable that holds the signing secret; on the command line others could see it.",
        )

    def handle(self, *, provider: str, slug: str, secret_env: str | None, **options: Any) -> None:
        secret = _secret(secret_env) if secret_env else None
        given = {field: options[field] for field in OPTIONS if options[field] is not None}
        with transaction.atomic():
            source = Source.objects.select_for_update().filter(slug=slug).first()
            if source:
                _check_it_can_be_added_to(source, provider, given, secret)
                said = f"{slug} exists already, and now has a further signing secret."
            else:
                source = _add(Source(provider=provider, slug=slug, **_complete(slug, given)))
                said = (
                    f"{slug} is added. Amounts without a currency are {source.currency}, its days {source.time_zone}."
                )
            if secret:
                _store(source, secret, name=f"From {secret_env}")
        self.stdout.write(self.style.SUCCESS(said))
        if secret and (known := stock(source)).kept:
            self.stdout.write(f"{known}. To admit them: manage.py admit_refused {slug}")
        self._explain(source, has_secret=bool(secret))

    def _explain(self, source: Source, *, has_secret: bool) -> None:
        """What is to be done at the provider."""
        provider = all_providers()[source.provider]
        path = reverse(f"webhook-{source.provider}", args=[source.slug])
        self.stdout.write(f"\nIts webhook: {path}\n")
        self.stdout.write(
            "Its signing secret is stored, which is a part of the steps."
            if has_secret
            else "No signing secret is set, so every webhook is refused: run this again with --secret-env, "
            "or store it in the admin."
        )
        self.stdout.write(f"\nAt {provider.name} ({provider.docs}):")
        for number, step in enumerate(provider.set_up, start=1):
            self.stdout.write(f"  {number}. {step.replace('{address}', f'https://<this host>{path}')}")


def _secret(variable: str) -> str:
    secret = os.environ.get(variable, "").strip()
    if not secret:
        raise Unusable(f"The environment variable {variable} is empty or not set: export it with the signing secret.")
    return secret


def _complete(slug: str, given: Mapping[str, str]) -> dict[str, str]:
    return {"name": slug, "currency": CURRENCY, "time_zone": TIME_ZONE, **given}


def _add(source: Source) -> Source:
    if source.time_zone not in available_timezones():
        raise Unusable(f"--time-zone {source.time_zone}: no such zone. Examples: UTC, Europe/Berlin, America/New_York.")
    try:
        source.full_clean()
        source.save()
    except ValidationError as error:
        wrong = (f"{OPTIONS.get(field, field)}: {' '.join(said)}" for field, said in error.message_dict.items())
        raise Unusable(" ".join(wrong)) from None
    except IntegrityError:
        raise Unusable(f"{source.slug} has just been added by somebody else.") from None
    return source


def _check_it_can_be_added_to(source: Source, provider: str, given: Mapping[str, str], secret: str | None) -> None:
    if source.provider != provider:
        raise Unusable(f"{source.slug} exists already, at another provider: {source.provider}. Choose another slug.")
    others = [OPTIONS[field] for field, value in given.items() if getattr(source, field) != value]
    if others:
        options = ", ".join(others)
        raise Unusable(f"{source.slug} exists already: {options} can be changed in the admin alone.")
    if not secret:
        raise Unusable(f"{source.slug} exists already. --secret-env would add a further signing secret.")


def _store(source: Source, secret: str, *, name: str) -> None:
    for known in source.secrets.filter(retired_at=None):
        try:
            is_known = known.unsealed() == secret
        except Unsealable:
            continue
        if is_known:
            raise Unusable(f"{source.slug} has this signing secret already, as {known.name!r}.")
    added = WebhookSecret.of(source, secret, name=name)
    added.save()
    write_log(Act.SECRET_ADDED, of=added)
