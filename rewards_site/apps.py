from importlib import import_module

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """The admin with a site of our own, so that ``admin.site`` is the desk."""

    default_site = "ledger.admin.desk.Desk"

    def ready(self) -> None:
        # The desk lies in the package that registers with it: were it first asked for from outside, there would be two.
        import_module("ledger.admin")
        super().ready()
