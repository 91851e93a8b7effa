from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from ledger.operating.urls import urlpatterns as probe_urls
from ledger.webhooks import urlpatterns as webhook_urls
from rewards_site.middleware import WEBHOOKS

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("ledger.schema.urls")),
    path("api/", include("ledger.api.urls")),
    path(WEBHOOKS, include(webhook_urls)),
    *probe_urls,
]
