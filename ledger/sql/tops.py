"""The first places: of a summary's lines, or of customers, whom no roll-up tells apart."""

from django.db.backends.base.base import BaseDatabaseWrapper

from ledger.models import Source
from ledger.sql.dialects import table
from ledger.sql.rollups import DIMENSIONS, MEASURES, sums
from ledger.sql.summaries import ENTRIES, Plan, Statement, added_up, within

PROVIDER = f"(SELECT provider FROM {table(Source)} AS source WHERE source.id = line.source_id)"
UNKNOWN = {"source_id": "0", "campaign": "0", "kind": "''", "currency": "''", "title": "''"}


def best(
    plan: Plan, rank: str, most: int, connection: BaseDatabaseWrapper, *, of_providers: bool
) -> tuple[str, dict[str, object]]:
    """
    The value of the plan's one column, the currency, and each sum, of the ``most`` values with the greatest ``rank``.

    ``of_providers``: of those of the sources. What is unknown has no place.
    """
    statement = Statement(plan, connection)
    (column,) = plan.columns
    text = f"""\
WITH line AS MATERIALIZED (
    SELECT line.*, {PROVIDER if of_providers else f"line.{column}"} AS place
    FROM ({added_up(statement)}) AS line
    WHERE line.{column} <> {UNKNOWN[column]}
), best AS (
    SELECT place, sum({rank}) AS rank FROM line
    GROUP BY place HAVING sum({rank}) > 0
    ORDER BY rank DESC, place LIMIT {most:d}
)
SELECT line.place, line.currency, {sums(f"line.{name}" for name in MEASURES)}
FROM best JOIN line ON line.place = best.place
GROUP BY best.rank, line.place, line.currency
ORDER BY best.rank DESC, line.place, line.currency"""
    return text, statement.given


def best_customers(plan: Plan, rank: str, most: int, connection: BaseDatabaseWrapper) -> tuple[str, dict[str, object]]:
    """
    The customer, the currency, and each sum, of the ``most`` customers with the greatest ``rank``.

    The entries are read twice: all sums of all customers at once would not fit into memory.
    """
    statement = Statement(plan, connection)
    (stretch,) = plan.stretches
    fitting = within(statement, stretch)
    keys = f"entry.customer_id, {DIMENSIONS['currency']}"
    text = f"""\
WITH best AS (
    SELECT entry.customer_id, sum({rank}) AS rank FROM {ENTRIES}
    WHERE entry.customer_id IS NOT NULL{fitting}
    GROUP BY entry.customer_id HAVING sum({rank}) > 0
    ORDER BY rank DESC, entry.customer_id LIMIT {most:d}
)
SELECT {keys}, {sums(MEASURES.values())}
FROM best JOIN {ENTRIES} ON entry.customer_id = best.customer_id
WHERE true{fitting}
GROUP BY best.rank, {keys}
ORDER BY best.rank DESC, {keys}"""
    return text, statement.given
