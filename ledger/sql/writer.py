"""The writer's statements in their order, and the function that PostgreSQL makes of them."""

from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256

from ledger.models import ClaimedReward, Redemption
from ledger.sql.dialects import POSTGRESQL, Dialect
from ledger.sql.entries import post
from ledger.sql.mirrors import MIRRORS, name, settle, touched, upsert
from ledger.sql.statements import STATED, state

BEAR_ON_CLAIMS = (name(Redemption), name(ClaimedReward))


def statements(dialect: Dialect) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each with the models of which at least one must be in a batch for it to have work."""
    yield from _said(dialect)
    yield BEAR_ON_CLAIMS, settle(dialect)
    yield BEAR_ON_CLAIMS, post(dialect)


def _said(dialect: Dialect) -> Iterator[tuple[tuple[str, ...], str]]:
    for mirror in MIRRORS:
        yield (name(mirror),), upsert(mirror, dialect)
    for model in STATED:
        yield (name(model),), state(model, dialect)


# PostgreSQL: of each source, shared by those who record and held alone by who takes words back. Taken before the clock
# is read: from who holds it, reports tell up to which moment all is there (``moments``).
LOCK = 0x1ED6E2


@cache
def recording_function() -> tuple[str, str]:
    """
    The name and the definition of PostgreSQL's function that records a batch.

    The name carries a hash of the definition, so that two releases can run side by side. Joins are by index, however
    large the planner thinks a batch to be, and nothing is planned anew for a batch that is smaller than it thought.
    """
    said = "\n".join(_if_there(mirrors, text) for mirrors, text in _said(POSTGRESQL))
    body = f"PERFORM pg_advisory_xact_lock_shared({LOCK}, p_source::integer);\n{said}\n{_follow()}"
    definition = f"""\
CREATE OR REPLACE FUNCTION {{name}}(p_source bigint, p_batch jsonb, p_events bigint[]) RETURNS boolean
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $body$
#variable_conflict use_column
DECLARE
    v_claims bigint[]; v_claimed_by bigint[]; v_used_by bigint[]; v_undone boolean;
BEGIN
{body}
RETURN true;
END $body$"""
    function = f"ledger_record_{sha256(definition.encode()).hexdigest()[:12]}"
    return function, definition.replace("{name}", function, 1)


def _follow() -> str:
    """What follows for claims: asked once for which, and that no more is done than there is to do."""
    found = f"""\
SELECT array_agg(id), array_agg(claimed_by), array_agg(used_by), bool_or(undone)
INTO v_claims, v_claimed_by, v_used_by, v_undone FROM ({touched(POSTGRESQL)}) AS touched;
IF v_undone THEN
{settle(POSTGRESQL)};
END IF;
IF v_claims IS NOT NULL THEN
{post(POSTGRESQL)};
END IF"""
    return _if_there(BEAR_ON_CLAIMS, found)


def _if_there(mirrors: Iterable[str], text: str) -> str:
    return f"IF {' OR '.join(f'p_batch ? {mirror!r}' for mirror in mirrors)} THEN\n{text};\nEND IF;"
