import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from ledger.models import Source, WebhookSecret
from tests.sources import add_source, post

pytestmark = pytest.mark.django_db


def run(*arguments: str, **options: Any) -> list[str]:
    out = io.StringIO()
    call_command("add_source", *arguments, stdout=out, **options)
    return out.getvalue().splitlines()


def test_source_is_added_with_what_is_sensible() -> None:
    said = run("stamply", "acme")
    source = Source.objects.get()
    assert (source.provider, source.slug, source.name, source.currency, source.time_zone, source.is_active) == (
        "stamply",
        "acme",
        "acme",
        "EUR",
        "UTC",
        True,
    )
    refused = "No signing secret is set, so every webhook is refused: "
    assert said == [
        "acme is added. Amounts without a currency are EUR, its days UTC.",
        "",
        "Its webhook: /webhooks/stamply/acme/",
        refused + "run this again with --secret-env, or store it in the admin.",
        "",
        "At Stamply (https://stamply.example.com/webhooks):",
        "  1. Enter https://<this host>/webhooks/stamply/acme/ on the back of the machine.",
    ]


def test_source_is_added_as_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_SECRET", "hush\n")
    said = run("stamply", "acme", name="Acme UK", currency="GBP", time_zone="Europe/London", secret_env="ACME_SECRET")
    source = Source.objects.get()
    assert (source.name, source.currency, source.time_zone) == ("Acme UK", "GBP", "Europe/London")
    (secret,) = source.secrets.all()
    assert (secret.name, secret.unsealed()) == ("From ACME_SECRET", "hush")
    assert not any("hush" in line or "No signing secret" in line for line in said)
    assert "Its signing secret is stored, which is a part of the steps." in said
    body = b'{"nr": "m1", "says": "machine.cleaned", "card": "-"}'
    status, answer = post(source, body, secret="hush")
    assert (status, answer["state"]) == (200, "ignored")


def test_further_secret_leaves_the_first_one_good(monkeypatch: pytest.MonkeyPatch) -> None:
    add_source("stamply", slug="acme", secret="old")
    monkeypatch.setenv("ACME_SECRET", "new")
    assert run("stamply", "acme", secret_env="ACME_SECRET")[0] == (
        "acme exists already, and now has a further signing secret."
    )
    assert sorted(secret.unsealed() for secret in WebhookSecret.objects.all()) == ["new", "old"]


def test_line_that_added_a_source_adds_its_second_secret_too(monkeypatch: pytest.MonkeyPatch) -> None:
    line: dict[str, str] = {"name": "Acme", "currency": "GBP", "secret_env": "ACME_SECRET"}
    for secret in ("old", "new"):
        monkeypatch.setenv("ACME_SECRET", secret)
        run("stamply", "acme", **line)
    assert sorted(secret.unsealed() for secret in WebhookSecret.objects.all()) == ["new", "old"]


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (["teapot", "new"], {}, "Error: argument provider: invalid choice: 'teapot'"),
        (["stamply", "no slug"], {}, "slug: Enter a valid “slug”"),
        (["stamply", "new"], {"currency": "eur"}, "--currency: Three capital letters, as in ISO 4217: EUR."),
        (["stamply", "new"], {"currency": "EURO"}, "--currency: Three capital letters, as in ISO 4217: EUR."),
        (["stamply", "new"], {"name": ""}, "--name: This field cannot be blank."),
        (["stamply", "new"], {"time_zone": "Mars/Base"}, "--time-zone Mars/Base: no such zone."),
        (["stamply", "new"], {"secret_env": "UNSET"}, "The environment variable UNSET is empty or not set"),
        (["stamply", "new"], {"secret_env": "BLANK"}, "The environment variable BLANK is empty or not set"),
        (["voucherify", "acme"], {}, "acme exists already, at another provider: stamply. Choose another slug."),
        (["stamply", "acme"], {}, "acme exists already. --secret-env would add a further signing secret."),
        (["stamply", "acme"], {"name": "Ace"}, "acme exists already: --name can be changed in the admin alone."),
        (["stamply", "acme"], {"secret_env": "KNOWN"}, "acme has this signing secret already, as 'first'."),
    ],
)
def test_unusable_arguments_are_told_and_nothing_is_added(
    arguments: list[str], options: dict[str, str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_source("stamply", slug="acme", secret="known")
    monkeypatch.setenv("BLANK", " \n")
    monkeypatch.setenv("KNOWN", "known")
    with pytest.raises(CommandError) as refused:
        run(*arguments, **options)
    assert str(refused.value).startswith(message)
    assert refused.value.returncode == 2 or arguments[0] == "teapot"
    assert (Source.objects.count(), WebhookSecret.objects.count()) == (1, 1)


def test_secret_that_no_key_opens_is_no_hindrance(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    source = add_source("stamply", slug="acme")
    WebhookSecret.objects.update(sealed=b"made elsewhere")
    monkeypatch.setenv("ACME_SECRET", "new")
    run("stamply", "acme", secret_env="ACME_SECRET")
    assert source.secrets.count() == 2
