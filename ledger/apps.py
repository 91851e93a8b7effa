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
    from ledger.sql.roles import owners_of_tables  # noqa: PLC0415  (models must be loaded first)

    role, others = owners_of_tables(connections[using])
    if others:
        owner = others[0]
        raise CommandError(
            f"{role} may not migrate: the tables are {owner}'s. Run this command as {owner} (runuser -u {owner} -- …), "
            f"or name it in the URL: DATABASE_URL=postgres://{owner}@… manage.py migrate"
        )


def _install(using: str, **_: object) -> None:
    from ledger.access.roles import make_roles  # noqa: PLC0415  (models must be loaded first)
    from ledger.sql.install import install  # noqa: PLC0415  (models must be loaded first)

    install(connections[using])
    make_roles(connections[using])
