from django.apps import AppConfig
from django.core.management import CommandError
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class LedgerConfig(AppConfig):
    name = "ledger"
    verbose_name = "Reward Ledger"

    def ready(self) -> None:
        from ledger import checks  # noqa: F401, PLC0415  (models must be loaded first)

        pre_migrate.connect(_let_the_owner_migrate, sender=self)
        post_migrate.connect(_install, sender=self)


def _let_the_owner_migrate(using: str, **_: object) -> None:
    from ledger.sql.roles import may_migrate  # noqa: PLC0415  (models must be loaded first)

    if not may_migrate(connections[using]):
        user = connections[using].settings_dict["USER"]
        raise CommandError(
            f"{user} may not migrate: the tables are another role's. Name the database's owner for this command: "
            "DATABASE_URL=postgres://reward_ledger@… manage.py migrate"
        )


def _install(using: str, **_: object) -> None:
    from ledger.access.roles import make_roles  # noqa: PLC0415  (models must be loaded first)
    from ledger.sql.install import install  # noqa: PLC0415  (models must be loaded first)

    install(connections[using])
    make_roles(connections[using])
