from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from ledger.webhooks import urlpatterns as webhook_urls
from rewards_site.middleware import WEBHOOKS

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    path(WEBHOOKS, include(webhook_urls)),
]
