"""dj-stripe's webhooks: new customers, in events of the size of the others."""

import hmac
import json
import os
import time
from collections.abc import Iterator
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from tests.bench.load import post

PYTHON = os.environ.get("BENCH_PYTHON", str(Path(__file__).resolve().parents[2] / ".venv-bench" / "bin" / "python"))
ENDPOINT = "00000000-0000-4000-8000-000000000001"
SECRET = "whsec_of_the_bench"
CUSTOMER = "cus_bench"
FILLER = 2000


def requests(start: int = 1) -> Iterator[bytes]:
    """Signed, each new, without end."""
    for number in count(start):
        body = event(number)
        now = int(time.time())
        signed = hmac.digest(SECRET.encode(), f"{now}.".encode() + body, sha256).hex()
        headers = {"Stripe-Signature": f"t={now},v1={signed}", "Content-Type": "application/json"}
        yield post(f"/stripe/webhook/{ENDPOINT}/", body, headers)


def event(number: int) -> bytes:
    """As Stripe writes one."""
    about = {
        "id": f"evt_bench{number:08}",
        "object": "event",
        "api_version": "2020-08-27",
        "created": int(time.time()),
        "data": {"object": customer(number)},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": "customer.created",
    }
    return json.dumps(about).encode()


def customer(number: int) -> dict[str, Any]:
    """As Stripe describes one."""
    return {
        "id": f"{CUSTOMER}{number:08}",
        "object": "customer",
        "address": None,
        "balance": 0,
        "created": int(time.time()),
        "currency": "eur",
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": f"customer{number}@example.com",
        "invoice_prefix": f"B{number:07}",
        "invoice_settings": {"custom_fields": None, "default_payment_method": None, "footer": None},
        "livemode": False,
        "metadata": {"filler": "x" * FILLER},
        "name": "Jo Example",
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
    }
