"""
dj-stripe's own webhook view, on the server, pool and database of the others. Runs in an environment of its own.

What dj-stripe asks Stripe's API for at each event is answered from memory: that flatters it by a round trip over the
internet.
"""

import os
from typing import Any
from urllib.parse import unquote, urlsplit

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path

from tests.bench.dj_stripe import CUSTOMER, ENDPOINT, SECRET, customer
from tests.bench.startproject import MIDDLEWARE

KEY = "sk_test_of" + "the0bench" * 3  # as long as Stripe's
url = urlsplit(os.environ["DATABASE_URL"])
settings.configure(
    SECRET_KEY="of the bench",
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": url.path[1:],
            "USER": url.username,
            "HOST": unquote(url.netloc.rpartition("@")[2]),
            "OPTIONS": {"pool": {"min_size": 1, "max_size": 8}, "prepare_threshold": 5, "server_side_binding": True},
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.messages",
        "django.contrib.sessions",
        "djstripe",
    ],
    MIDDLEWARE=MIDDLEWARE,
    ROOT_URLCONF=__name__,
    # Tables are made from the models: a hundred migrations take minutes.
    MIGRATION_MODULES=dict.fromkeys(("auth", "contenttypes", "djstripe", "sessions")),
    USE_TZ=True,
    STRIPE_TEST_SECRET_KEY=KEY,
    STRIPE_LIVE_MODE=False,
    DJSTRIPE_FOREIGN_KEY_TO_FIELD="id",
    LOGGING_CONFIG=None,
)
django.setup()

from djstripe.models import Account, APIKey, Customer, WebhookEndpoint  # type: ignore[import-not-found]  # noqa: E402

urlpatterns = [path("stripe/", include("djstripe.urls", namespace="djstripe"))]


def _retrieve(id: str, **_: object) -> dict[str, Any]:  # noqa: A002 - Stripe's word
    return customer(int(id.removeprefix(CUSTOMER)))


Customer.stripe_class.retrieve = _retrieve
application = get_wsgi_application()

if __name__ == "__main__":
    call_command("migrate", run_syncdb=True, verbosity=0)
    account = Account.objects.create(id="acct_bench", stripe_data={"type": "standard"})
    APIKey.objects.create(id="key_bench", type="secret", secret=KEY, livemode=False, djstripe_owner_account=account)
    WebhookEndpoint.objects.create(
        id="we_bench",
        livemode=False,
        djstripe_owner_account=account,
        djstripe_uuid=ENDPOINT,
        secret=SECRET,
        enabled_events=["*"],
        url="https://bench.example.com/",
    )
