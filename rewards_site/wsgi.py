import gc
import os
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rewards_site.settings")

# Before anything counts. Commands count for themselves: one that runs every minute would leave a file each time.
if settings.METRICS_DIRECTORY:
    Path(settings.METRICS_DIRECTORY).mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = settings.METRICS_DIRECTORY

application = get_wsgi_application()

# No server runs Django's checks: an unsafe production is refused here, before it answers anything.
BaseCommand().check()

# What is loaded by now stays. Not looked through at every collection, it costs no webhook a pause.
gc.collect()
gc.freeze()
# A request makes many objects and few cycles: of a large report, half the time went into looking for some.
gc.set_threshold(100_000, 50, 100)
