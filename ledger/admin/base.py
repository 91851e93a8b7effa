"""What the admin's pages share: what came in can't be changed, nothing big is counted, everything can be traced."""
# ruff: noqa: ARG002 - the signatures are Django's

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import parse_qs

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.contrib.messages import WARNING
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.forms import Media
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from ledger.access import Viewer, veiled
from ledger.admin import show
from ledger.admin.page import Group, Row, Table, value
from ledger.admin.paging import Order, Paged
from ledger.admin.said import Voice, voices
from ledger.models import Mirror, Source
from ledger.providers import all_providers

UNSAID = "not said"
# What a column is called where its own name would not tell.
LABELS: Mapping[str, str] = {
    "external_id": "Id at the provider",
    "merchant_ref": "Shop's own id",
    "product_ref": "Shop's id of the product",
    "order_ref": "Shop's id of the order",
    "sku": "SKU",
    "address": "Came from",
    "body_form": "Signed form of the body",
    "secret": "Signed with",
    "subject": "About",
    "claimed_at_precision": "That time is",
    "provider_id": "Its id of the claim",
    "provider_kind": "Its word for the kind",
    "provider_status": "Its word for the status",
    "token_key": "Begins with",
    "acknowledged_at": "Acknowledged",
    "acknowledged_by": "By",
    "claimed_at": "Claimed",
    "closed_at": "Ended",
    "created": "Made",
    "created_at": "Added",
    "decided_at": "Decided",
    "enrolled_at": "Enrolled",
    "expires_at": "Expires",
    "expiry": "Good until",
    "occurred_at": "Occurred",
    "opened_at": "Opened",
    "said": "Said",
    "seen_at": "Last seen",
    "received_at": "Received",
    "recorded_at": "Recorded",
    "redeemed_at": "Redeemed",
    "reversed_at": "Reversed",
    "retired_at": "Retired",
    "revoked_at": "Revoked",
    "sent_at": "Sent",
}


class Bounded(admin.ModelAdmin):
    """A list that costs the same however many rows there are."""

    plural: ClassVar[str] = ""  # what the things are called, where the model's own words would not do
    about: ClassVar[str] = ""  # a line for the home page
    list_per_page = 50
    list_select_related: ClassVar[tuple[str, ...]] = ()
    list_without: ClassVar[tuple[str, ...]] = ()  # what would be heavy
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None
    sortable_by = ()  # an index has the list's own order, and no other

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.light(super().get_queryset(request))

    def light(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """With what a list shows, and no more."""
        related = self.list_select_related
        return (rows.select_related(*related) if related else rows).defer(*self.list_without)

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """With the rows as the person may see them; what was searched for is in clear where it was found."""
        listed = super().get_changelist_instance(request)
        viewer = Viewer.at(request)
        listed.result_list = [veiled(viewer, row, typed=[listed.query]) for row in listed.result_list]
        return listed

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[Paged]:
        return Paged

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @property
    def order(self) -> Order:
        own = tuple(map(str, self.ordering or self.opts.ordering or ()))
        return Order(model=self.model, ordering=own if own[-1:] in {("id",), ("-id",)} else (*own, "-id"))

    def kept(self, request: HttpRequest) -> str:
        """How the list was filtered that one came from, to be put behind the address of a page."""
        kept = self.get_preserved_filters(request)
        return f"?{kept}" if kept else ""

    def route(self, name: str) -> str:
        """Of a page of this list."""
        return f"{self.opts.app_label}_{self.opts.model_name}_{name}"

    @property
    def list_address(self) -> str:
        return reverse(f"admin:{self.route('changelist')}")

    @property
    def name(self) -> str:
        """What the list is called."""
        return capfirst(self.plural or str(self.opts.verbose_name_plural))


class ReadOnly(Bounded):
    """Things that are seen here and written elsewhere; the view permission decides who sees them."""

    table_columns: Sequence[str] = ()  # of a table of such on another thing's page
    groups: ClassVar[Sequence[tuple[str, Sequence[str]]]] = ()  # of fields, on the page of one thing
    page_related: ClassVar[tuple[str, ...]] = ()  # that the page shows besides the list's
    page_without: ClassVar[tuple[str, ...]] = ()
    page_template: ClassVar[str] = "admin/ledger/record.html"
    ordering: ClassVar[tuple[str, ...]] = ("-id",)

    @property
    def media(self) -> Media:
        """No form, no scripts."""
        return Media()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description="Source")
    def source_link(self, thing: Any) -> SafeString:
        return show.link(thing.source)

    @admin.display(description="Customer")
    def customer_link(self, thing: Any) -> SafeString:
        return show.link(thing.customer)

    @admin.display(description="Campaign")
    def campaign_link(self, thing: Any) -> SafeString:
        return show.link(thing.campaign)

    def get_urls(self) -> list[URLPattern]:
        return [url for url in super().get_urls() if not str(url.name).endswith("_history")]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of one thing: a page, not a form."""
        if request.method not in {"GET", "HEAD"} or not self.has_view_permission(request):
            raise PermissionDenied
        try:
            thing = self._get(request, object_id)
        except (self.model.DoesNotExist, ValidationError, ValueError):
            self.message_user(request, f"{self.name}: there is none with the number {object_id}.", WARNING)
            return HttpResponseRedirect(reverse("admin:index"))
        context = self.admin_site.each_context(request) | self.get_page(request, thing) | (extra_context or {})
        return TemplateResponse(request, self.page_template, context)

    def _get(self, request: HttpRequest, object_id: str) -> Any:
        things = self.get_queryset(request).defer(None).defer(*self.page_without)
        return things.select_related(*self.list_select_related, *self.page_related).get(pk=unquote(object_id))

    def get_page(self, request: HttpRequest, thing: Any) -> dict[str, Any]:
        by_field, everyone = voices(thing) if isinstance(thing, Mirror) else ({}, [])
        seen = veiled(Viewer.at(request), thing)
        groups = [self._group(seen, title, names, by_field) for title, names in self.groups]
        return {
            "title": self.get_heading(seen),
            "state": self.get_state(seen),
            "story": self.get_story(seen),
            "groups": [group for group in groups if group.rows],
            "unsaid": [label for group in groups for label in group.unsaid],
            "voices": everyone,
            "said_by": by_field,
            "tables": [table for table in self.get_tables(request, thing) if table],
            "opts": self.opts,
            "plural": self.name,
            "list_address": self._list_address(request),
            "delete_address": self._delete_address(request, thing),
        }

    def _list_address(self, request: HttpRequest) -> str:
        """Of the list as it was filtered, where one came from it."""
        kept = parse_qs(self.get_preserved_filters(request)).get("_changelist_filters", [""])[0]
        return f"{self.list_address}?{kept}" if kept else self.list_address

    def _delete_address(self, request: HttpRequest, thing: Any) -> str:
        if not self.has_delete_permission(request, thing):
            return ""
        return reverse(f"admin:{self.route('delete')}", args=[thing.pk])

    def get_heading(self, thing: Any) -> str:
        return str(thing)

    def get_state(self, thing: Any) -> SafeString | str:
        return ""

    def get_story(self, thing: Any) -> SafeString | str:
        return ""

    def get_tables(self, request: HttpRequest, thing: Any) -> Sequence[Table | None]:
        return ()

    def get_note(self, thing: Any, name: str) -> str:
        """A word beside a value."""
        return ""

    def get_reason(self, thing: Any, name: str) -> str:
        """Why a value is unknown."""
        return UNSAID

    def _group(self, thing: Any, title: str, names: Sequence[str], by_field: Mapping[str, Voice]) -> Group:
        """What nobody has told is gathered in one quiet line, where no word beside it says more."""
        silent = [name for name in names if self._is_unsaid(thing, name)]
        rows = [self._row(thing, name, by_field.get(name)) for name in names if name not in silent]
        return Group(title=title, rows=rows, unsaid=[self._label(name) for name in silent])

    def _is_unsaid(self, thing: Any, name: str) -> bool:
        field: Any = self.opts.get_field(name)
        return value(thing, field) is None and self.get_reason(thing, name) == UNSAID

    def _label(self, name: str) -> str:
        field: Any = self.opts.get_field(name)
        return LABELS.get(name) or capfirst(str(field.verbose_name))

    def _row(self, thing: Any, name: str, voice: Voice | None) -> Row:
        field: Any = self.opts.get_field(name)
        shown = value(thing, field)
        return Row(
            label=self._label(name),
            value=show.unknown(self.get_reason(thing, name)) if shown is None else shown,
            note="" if shown is None else self.get_note(thing, name),
            said=voice.mark if voice else "",
            name=name,
        )


def provider_name(source: Source) -> str:
    """As the provider calls itself; its slug where it is not installed."""
    provider = all_providers().get(source.provider)
    return provider.name if provider else source.provider


def text(found: str | None) -> SafeString:
    """A column's text, or a dash."""
    return format_html("{}", found) if found else show.dash()
