"""The writer's statements in their order, and the function that PostgreSQL makes of them."""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256

from ledger.models import ClaimedReward, Redemption
from ledger.sql.dialects import POSTGRESQL, Dialect
from ledger.sql.entries import post
from ledger.sql.mirrors import MIRRORS, name, settle, upsert
from ledger.sql.statements import STATED, state


def statements(dialect: Dialect) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each with the models of which at least one must be in a batch for it to have work."""
    for mirror in MIRRORS:
        yield (name(mirror),), upsert(mirror, dialect)
    for model in STATED:
        yield (name(model),), state(model, dialect)
    bear_on_claims = (name(Redemption), name(ClaimedReward))
    yield bear_on_claims, settle(dialect)
    yield bear_on_claims, post(dialect)


# PostgreSQL: of each source, shared by those who record and held alone by who takes words back. Taken before the clock
# is read: from who holds it, reports tell up to which moment all is there (``moments``).
LOCK = 0x1ED6E2


@cache
def recording_function() -> tuple[str, str]:
    """
    The name and the definition of PostgreSQL's function that records a batch.

    The name carries a hash of the definition, so that two releases can run side by side. Joins are by index, however
    large the planner thinks a batch to be.
    """
    body = f"PERFORM pg_advisory_xact_lock_shared({LOCK}, p_source::integer);\n" + "\n".join(
        f"IF {' OR '.join(f'p_batch ? {mirror!r}' for mirror in mirrors)} THEN\n{text};\nEND IF;"
        for mirrors, text in statements(POSTGRESQL)
    )
    function = f"ledger_record_{sha256(body.encode()).hexdigest()[:12]}"
    definition = f"""\
CREATE OR REPLACE FUNCTION {function}(p_source bigint, p_batch jsonb, p_events bigint[]) RETURNS boolean
LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $body$
#variable_conflict use_column
BEGIN
{body}
RETURN true;
END $body$"""
    return function, definition
