"""Keys are rotated beside running servers: all is sealed with the newest, and nothing is lost on the way."""

import os
import signal
import subprocess
import sys
import time
from io import StringIO
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.conf import settings as configured
from django.contrib.auth.models import User
from django.core.management import call_command

from ledger import resealing
from ledger.admitting import verifying
from ledger.models import RefusedDelivery, SecondFactor, Source, WebhookSecret
from ledger.refusing import opened
from ledger.resealing import BATCH, SEALED, Seal, reseal, seals
from ledger.sealing import unseal
from tests.browser.server import database_url
from tests.doctor.examining import told
from tests.providers.fixture_files import fixture
from tests.sources import SECRET, add_source, post

pytestmark = pytest.mark.django_db
MANY = 20 * BATCH
OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


@pytest.fixture
def source(settings: Any) -> Source:
    """With a secret, a second factor and a refused delivery under the old key; the new one is first by now."""
    settings.LEDGER_ENCRYPTION_KEYS = [OLD]
    source = add_source("stamply")
    SecondFactor.of(User.objects.create(username="ada"), "JBSWY3DPEHPK3PXP").save()
    assert post(source, fixture("stamply", "treat.given").payload, secret="another")[0] == 401
    settings.LEDGER_ENCRYPTION_KEYS = [NEW, OLD]
    return source


def rotated(*arguments: str) -> str:
    out = StringIO()
    call_command("rotate_keys", *arguments, stdout=out)
    return out.getvalue()


def test_whatever_is_sealed_is_known_here() -> None:
    with_seals = {
        model
        for model in apps.get_app_config("ledger").get_models()
        if "sealed" in {field.name for field in model._meta.concrete_fields}
    }
    assert with_seals == set(SEALED)


def test_all_is_sealed_with_the_newest_key_and_opens_without_the_old(source: Source, settings: Any) -> None:
    size = len(bytes(RefusedDelivery.objects.get().sealed))
    assert "webhook secrets: 1 sealed anew, 0 with the first\n" in rotated()
    settings.LEDGER_ENCRYPTION_KEYS = [NEW]
    assert WebhookSecret.objects.get().unsealed() == SECRET
    assert unseal(bytes(SecondFactor.objects.get().sealed)) == "JBSWY3DPEHPK3PXP"
    kept = RefusedDelivery.objects.get()
    assert opened(kept).request.body == fixture("stamply", "treat.given").payload
    assert len(bytes(kept.sealed)) == size  # of which the room is counted
    assert post(source, fixture("stamply", "treat.given").payload)[0] == 200
    WebhookSecret.of(source, "another", name="second").save()
    assert sum(map(len, verifying(source))) == 1


def test_a_dry_run_counts_and_changes_nothing(source: Source) -> None:
    before = bytes(WebhookSecret.objects.get().sealed)
    assert rotated("--dry-run").splitlines() == [
        "webhook secrets: 1 with an older key, 0 with the first",
        "second factors: 1 with an older key, 0 with the first",
        "refused deliveries: 1 with an older key, 0 with the first",
    ]
    assert bytes(WebhookSecret.objects.get().sealed) == before


def test_run_again_it_finds_nothing_to_do(source: Source) -> None:
    rotated()
    before = bytes(WebhookSecret.objects.get().sealed)
    assert "webhook secrets: 0 sealed anew, 1 with the first\n" in rotated()
    assert bytes(WebhookSecret.objects.get().sealed) == before


def test_what_no_key_opens_is_left_as_it_is_and_told(source: Source, settings: Any) -> None:
    settings.LEDGER_ENCRYPTION_KEYS = [NEW]
    before = bytes(WebhookSecret.objects.get().sealed)
    with pytest.raises(SystemExit) as ended:
        rotated()
    assert (ended.value.code, bytes(WebhookSecret.objects.get().sealed)) == (1, before)


def test_what_somebody_writes_meanwhile_stays(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    def written_meanwhile(sealed: bytes) -> bytes:
        WebhookSecret.objects.update(sealed=b"newer")
        return sealed[::-1]

    monkeypatch.setattr(resealing, "resealed", written_meanwhile)
    list(reseal(WebhookSecret))
    assert bytes(WebhookSecret.objects.get().sealed) == b"newer"


def test_doctor_tells_when_the_old_key_is_needed_and_when_no_more(source: Source, settings: Any) -> None:
    assert told("keys") == [
        ("notice", "An older encryption key is in use: 3 things are sealed with it.", "manage.py rotate_keys")
    ]
    rotated()
    ((weight, text, remedy),) = told("keys")
    assert (weight, text) == ("notice", "Nothing is sealed with an older encryption key any more.")
    assert "Take all but the first out" in remedy
    settings.LEDGER_ENCRYPTION_KEYS = [NEW]
    assert told("keys") == []


@pytest.mark.django_db(transaction=True)
def test_killed_halfway_it_is_run_again(source: Source) -> None:
    """By SIGKILL, while a server seals what is new."""
    WebhookSecret.objects.bulk_create(
        WebhookSecret(source=source, name=str(number), sealed=Fernet(OLD).encrypt(b"x" * 1000))
        for number in range(MANY)
    )
    environment = os.environ | {"DATABASE_URL": database_url(), "LEDGER_ENCRYPTION_KEYS": f"{NEW},{OLD}"}
    command = [sys.executable, "manage.py", "rotate_keys"]
    process = subprocess.Popen(command, cwd=configured.BASE_DIR, env=environment, stdout=subprocess.DEVNULL)
    try:
        while process.poll() is None and not seals(WebhookSecret, most=1)[Seal.FIRST]:
            time.sleep(0.01)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    WebhookSecret.of(source, "of a server", name="new").save()
    assert 0 < seals(WebhookSecret)[Seal.FIRST] < MANY + 2
    rotated()
    assert seals(WebhookSecret) == {Seal.FIRST: MANY + 2}
    assert {secret.unsealed() for secret in WebhookSecret.objects.all()} == {SECRET, "x" * 1000, "of a server"}
