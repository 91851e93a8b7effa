"""Signing secrets: they go in, and never come out again."""
# ruff: noqa: ARG002 - the signatures are Django's

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledger.access import Viewer, write_log
from ledger.admin import show
from ledger.admin.base import ReadOnly
from ledger.choices import Act
from ledger.models import Source, WebhookSecret


@admin.register(WebhookSecret)
class WebhookSecretAdmin(ReadOnly):
    about = "What providers sign with. Added and retired on the page of their source."
    list_display = ("name_column", "standing", "created", "retired", "source_link")
    table_columns = ("name_column", "standing", "created", "retired")
    list_select_related = ("source",)
    list_without = page_without = ("sealed",)
    groups = (("Secret", ("name", "source", "created_at", "retired_at")),)

    @admin.display(description="Secret")
    def name_column(self, secret: WebhookSecret) -> SafeString:
        return format_html("{}", secret.name)

    @admin.display(description="State")
    def standing(self, secret: WebhookSecret) -> SafeString:
        return standing(secret)

    @admin.display(description="Added")
    def created(self, secret: WebhookSecret) -> SafeString:
        return show.minute(secret.created_at)

    @admin.display(description="Retired")
    def retired(self, secret: WebhookSecret) -> SafeString:
        return show.minute(secret.retired_at) if secret.retired_at else show.dash("in use")

    def get_state(self, thing: WebhookSecret) -> SafeString:
        return standing(thing)

    def get_story(self, thing: WebhookSecret) -> str:
        return "The secret itself is encrypted and can't be shown."

    def get_reason(self, thing: WebhookSecret, name: str) -> str:
        return "in use"


def log_secrets(viewer: Viewer, *, added: Iterable[WebhookSecret], retired: Iterable[WebhookSecret]) -> None:
    for act, secrets in ((Act.SECRET_ADDED, added), (Act.SECRET_RETIRED, retired)):
        for secret in secrets:
            write_log(act, user=viewer.user, address=viewer.address, of=secret)


def standing(secret: WebhookSecret) -> SafeString:
    return show.yes_no(is_so=not secret.retired_at, yes="In use", no="Retired")


class SecretForm(forms.ModelForm):
    """A new secret, or the end of an old one."""

    secret = forms.CharField(
        required=False,
        strip=True,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "class": "vTextField"}),
    )
    retire = forms.BooleanField(required=False)

    class Meta:
        model = WebhookSecret
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_new = self.instance.pk is None
        self.fields["name"].disabled = not self.is_new
        self.fields["secret"].disabled = not self.is_new
        self.fields["retire"].disabled = self.is_new or bool(self.instance.retired_at)
        self.fields["name"].initial = self.fields["name"].initial or ""

    @property
    def standing(self) -> SafeString:
        return standing(self.instance)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if self.is_new and not given.get("secret"):
            self.add_error("secret", "Paste the secret that the provider signs with.")
        return given

    def save(self, commit: bool = True) -> WebhookSecret:  # noqa: FBT001, FBT002 - Django's signature
        if self.is_new:
            given = WebhookSecret.of(self.instance.source, self.cleaned_data["secret"], name=self.instance.name)
            self.instance.sealed = given.sealed
        elif self.cleaned_data["retire"]:
            self.instance.retired_at = timezone.now()
        saved: WebhookSecret = super().save(commit)
        return saved


class SecretInline(admin.TabularInline):
    """The secrets of a source, on its page."""

    model = WebhookSecret
    form = SecretForm
    template = "admin/ledger/secrets.html"
    extra = 1
    can_delete = False
    verbose_name_plural = "Signing secrets"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("sealed")

    def has_delete_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        return False
