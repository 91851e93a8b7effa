from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    name = "ledger"
    verbose_name = "Reward Ledger"

    def ready(self) -> None:
        from ledger import checks  # noqa: F401, PLC0415  (models must be loaded first)

        post_migrate.connect(_install, sender=self)


def _install(using: str, **_: object) -> None:
    from ledger.access.roles import make_roles  # noqa: PLC0415  (models must be loaded first)
    from ledger.sql.install import install  # noqa: PLC0415  (models must be loaded first)

    install(connections[using])
    make_roles(connections[using])
