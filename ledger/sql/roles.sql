-- Who may do what in the ledger's database. Written by `make roles`: not by hand.
--
-- As the server's superuser, with both roles made (createuser), before or after the first migrate, and again after a
-- restore; running it twice changes nothing:
--
--     psql --dbname reward_ledger --file ledger/sql/roles.sql
--
-- reward_ledger (or another: --set owner=…) owns the database, and migrates it; reward_ledger_web (--set web=…) is what
-- the servers connect as, and every command but migrate.

\set ON_ERROR_STOP on
\if :{?owner}
\else
\set owner reward_ledger
\endif
\if :{?web}
\else
\set web reward_ledger_web
\endif

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
DO $body$
DECLARE
    granted record;
BEGIN
    FOR granted IN
        SELECT c.oid::regclass AS of, a.privilege_type AS act,
            CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS grantee
        FROM (VALUES
            ('ledger_ledgerentry', ARRAY['SELECT', 'INSERT']),
            ('ledger_decision', ARRAY['SELECT', 'INSERT']),
            ('ledger_accesslogentry', ARRAY['SELECT', 'INSERT']),
            ('ledger_movement', ARRAY['SELECT', 'INSERT']),
            ('ledger_reading', ARRAY['SELECT', 'INSERT']),
            ('django_migrations', ARRAY['SELECT']),
            ('django_content_type', ARRAY['SELECT']),
            ('auth_permission', ARRAY['SELECT'])
        ) AS guarded(name, acts)
        JOIN pg_class AS c ON c.relname = guarded.name
        JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = ANY(current_schemas(false)),
        aclexplode(c.relacl) AS a
        WHERE a.grantee <> c.relowner AND a.privilege_type <> ALL(guarded.acts)
    LOOP
        EXECUTE format('REVOKE %s ON %s FROM %s', granted.act, granted.of, granted.grantee);
    END LOOP;
END $body$;

COMMIT;
