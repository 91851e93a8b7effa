"""
What each role of the database may do, on PostgreSQL.

The owner migrates. The servers and all other commands connect as a role that reads and writes rows: it makes, alters
and drops nothing, and what only grows it can't change, whether triggers are there or not.

New tables come with all that such a role may do; after each migrate ``KEEP`` takes from everybody but the owner what
nobody is to do with append-only tables, and with those that migrate alone writes.
"""

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from ledger.models import AppendOnly
from ledger.sql.dialects import table

GROWING = "'SELECT', 'INSERT'"
# Written by migrate alone.
MIGRATES = ("django_migrations", "django_content_type", "auth_permission")


def append_only_tables() -> list[str]:
    """The tables that only grow."""
    models: list[type[Model]] = list(apps.get_app_config("ledger").get_models())
    return [table(model) for model in models if issubclass(model, AppendOnly)]


def keep() -> str:
    """A statement that leaves to others than the owner what they may do with the tables that are guarded."""
    rules = [f"('{of}', ARRAY[{GROWING}])" for of in append_only_tables()]
    rules += [f"('{of}', ARRAY['SELECT'])" for of in MIGRATES]
    joined = ",\n            ".join(rules)
    return f"""\
DO $body$
DECLARE
    granted record;
BEGIN
    FOR granted IN
        SELECT c.oid::regclass AS of, a.privilege_type AS act,
            CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS grantee
        FROM (VALUES
            {joined}
        ) AS guarded(name, acts)
        JOIN pg_class AS c ON c.relname = guarded.name
        JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = ANY(current_schemas(false)),
        aclexplode(c.relacl) AS a
        WHERE a.grantee <> c.relowner AND a.privilege_type <> ALL(guarded.acts)
    LOOP
        EXECUTE format('REVOKE %s ON %s FROM %s', granted.act, granted.of, granted.grantee);
    END LOOP;
END $body$"""


def owners_of_tables(connection: BaseDatabaseWrapper) -> tuple[str, list[str]]:
    """This role, and those that it would have to be to alter the tables that there are."""
    if connection.vendor != "postgresql":
        return "", []
    with connection.cursor() as cursor:
        cursor.execute(OWNERS)
        role, others = cursor.fetchone() or ("", [])
        return role, others


OWNERS = """\
SELECT current_user::text, ARRAY(
    SELECT DISTINCT c.relowner::regrole::text FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = ANY(current_schemas(false))
    WHERE c.relkind = 'r' AND starts_with(c.relname, 'ledger_') AND NOT pg_has_role(c.relowner, 'USAGE')
    ORDER BY 1)"""


def script() -> str:
    """For psql: who may do what in the database that it is connected to."""
    return SCRIPT.format(keep=keep())


SCRIPT = """\
-- Who may do what in the ledger's database. Written by `make roles`: not by hand.
--
-- As the server's superuser, with both roles made (createuser), before or after the first migrate, and again after a
-- restore; running it twice changes nothing:
--
--     psql --dbname reward_ledger --file ledger/sql/roles.sql
--
-- reward_ledger (or another: --set owner=…) owns the database, and migrates it; reward_ledger_web (--set web=…) is what
-- the servers connect as, and every command but migrate.

\\set ON_ERROR_STOP on
\\if :{{?owner}}
\\else
\\set owner reward_ledger
\\endif
\\if :{{?web}}
\\else
\\set web reward_ledger_web
\\endif

BEGIN;

REVOKE CREATE, TEMPORARY ON DATABASE :"DBNAME" FROM PUBLIC, :"web";
GRANT CONNECT ON DATABASE :"DBNAME" TO :"web";

REVOKE CREATE ON SCHEMA public FROM PUBLIC, :"web";
GRANT USAGE, CREATE ON SCHEMA public TO :"owner";
GRANT USAGE ON SCHEMA public TO :"web";

-- Tables that are there, and those that a migration will make.
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, :"web";
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, :"web";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"web";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO :"web";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"web";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO :"web";

-- What only grows is read and added to; what migrate alone writes is read. After each migrate this is done anew.
{keep};

COMMIT;
"""
