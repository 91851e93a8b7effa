"""As a command: makes the source that the webhooks are for, and the table of the bare views."""

import django
from django.db import connection

django.setup()

from ledger.models import Source, WebhookSecret  # noqa: E402 - settings come first
from ledger.sealing import seal  # noqa: E402
from tests.bench.peers import TABLE, TYPES  # noqa: E402
from tests.bench.sending import PROVIDER, SECRET, SOURCE  # noqa: E402

if __name__ == "__main__":
    source, _ = Source.objects.get_or_create(
        slug=SOURCE, defaults={"provider": PROVIDER, "name": "Bench", "currency": "EUR"}
    )
    WebhookSecret.of(source, SECRET, name="of the bench").save()
    WebhookSecret.objects.update(sealed=seal(SECRET))  # of seeded sources too
    with connection.cursor() as cursor:
        cursor.execute(TABLE.format(**TYPES[connection.vendor]))
