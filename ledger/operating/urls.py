from django.urls import path

from ledger.operating.probes import alive_view, ready_view
from ledger.operating.scraping import metrics_view

# Their whole addresses: middleware knows them by these.
urlpatterns = [
    path("healthz", alive_view, name="healthz"),
    path("readyz", ready_view, name="readyz"),
    path("metrics", metrics_view, name="metrics"),
]
