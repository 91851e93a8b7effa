"""Where the schema is."""

from django.urls import path

from ledger.schema.views import DocsView, SchemaView

app_name = "schema"
urlpatterns = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="docs"),
]
