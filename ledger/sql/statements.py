"""Movements and readings: what is stated once and for all is inserted once, whoever repeats it."""

from django.db.models import Model

from ledger.models import Movement, Reading
from ledger.sql.dialects import Dialect, table
from ledger.sql.mirrors import rows, said_fields, value

STATED: tuple[type[Model], ...] = (Movement, Reading)


def state(model: type[Model], dialect: Dialect) -> str:
    """Insert the batch's rows that are not there yet."""
    fields = said_fields(model)
    own_key = ["external_id"] if model is Movement else []
    columns = ["source_id", *own_key, *(str(field.column) for field in fields), "recorded_at", "event_id"]
    event = dialect.event.format(place="new.event")
    values = [dialect.source, *(f"new.{key}" for key in own_key), *(value(field, dialect) for field in fields)]
    return f"""\
INSERT INTO {table(model)} ({", ".join(columns)})
SELECT {", ".join([*values, dialect.now, event])}
FROM {rows(model, dialect, whole=True)}
WHERE true
ON CONFLICT DO NOTHING"""
