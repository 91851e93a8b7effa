"""
What reports amount to, as rows: flat, so that a table can be made of them as they are.

An answer has thousands. They are written a whole column at a time, and as text at once: to make dictionaries of them
first takes as long as to have them added up.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, reduce
from itertools import repeat
from operator import sub
from typing import Any

from ledger.access import Viewer
from ledger.api.answering import Answer as Thing
from ledger.api.answering import answer, fetch, moment
from ledger.api.rendering import dumps
from ledger.api.resources import OF
from ledger.api.shapes import NOTHING, shape, tree
from ledger.models import Balance, Campaign, Customer, Source
from ledger.reports import Counted, Dimension, Place
from ledger.reports.answers import PLACE, Numbers, added

Tally = dict[str, Any]
Column = Sequence[Any]
Sums = Mapping[str, Numbers]  # by currency
Names = Callable[[Iterable[Any]], Mapping[Any, Tally]]  # of keys: the columns that stand for each
TEN_THOUSANDTHS = 10_000
VALUE, VALUE_BACK = PLACE["value"], PLACE["value_back"]
WORTH = '{"currency":"%s","claimed":"%s","reversed":"%s","net":"%s"}'
# What balances are told apart by.
OF_BALANCE: Mapping[str, Callable[[Balance], str | None]] = {
    "held": lambda row: row.held,
    "source": lambda row: row.source.slug,
    "provider": lambda row: row.source.provider,
    "currency": lambda row: row.currency,
}


def of_summary(counted: Counted, viewer: Viewer) -> bytes:
    """In the order of their periods and groups."""
    groups = {group for _, group in counted.keys}
    names = [_names(dimension, values, viewer) for dimension, *values in zip(counted.by, *groups, strict=True)]
    told = {group: "".join([_head(of[value]) for of, value in zip(names, group, strict=True)]) for group in groups}
    period_of = cache(_period)
    return _written(
        [f"{period_of(period)}{told[group]}" for period, group in counted.keys],
        counted.sums,
        customers=counted.customers,
        is_of_currency=Dimension.CURRENCY in counted.by,
    )


def of_places(places: Sequence[Place], names: Names) -> bytes:
    """The greatest first."""
    told = names([place.of for place in places])
    return _written(
        [_head({"place": number} | dict(told[place.of])) for number, place in enumerate(places, 1)],
        [place.totals.of_currencies for place in places],
    )


def of_balances(rows: Sequence[Balance]) -> bytes:
    """Each with its source."""
    return dumps(
        [
            {
                "held": row.held,
                "source": row.source.slug,
                "currency": row.currency,
                "months": row.months,
                "vouchers": row.vouchers,
                "unknown": row.unknown,
                "points": row.points,
                "value": None if row.ten_thousandths is None else money(row.ten_thousandths),
            }
            for row in rows
        ]
    )


def titles(keys: Iterable[Any]) -> Mapping[Any, Tally]:
    return {key: {"title": key} for key in keys}


def campaigns(viewer: Viewer) -> Names:
    return lambda keys: _things(Campaign, ("external_id", "name"), keys, viewer)


def customers(viewer: Viewer) -> Names:
    fields = ("source", "external_id", "merchant_ref", "name", "email")
    return lambda keys: _things(Customer, fields, keys, viewer)


def money(ten_thousandths: int) -> str:
    """Every digit that counts."""
    if not ten_thousandths:
        return "0"
    if ten_thousandths < 0:
        return f"-{money(-ten_thousandths)}"
    whole, rest = divmod(ten_thousandths, TEN_THOUSANDTHS)
    return f"{whole}.{rest:04}".rstrip("0") if rest else f"{whole}"


def _names(dimension: Dimension, keys: Iterable[Any], viewer: Viewer) -> Mapping[Any, Tally]:
    if dimension is Dimension.CAMPAIGN:
        return campaigns(viewer)(keys)
    if dimension is Dimension.SOURCE:
        return {pk: {"source": slug} for pk, slug in Source.objects.values_list("pk", "slug")}
    return {key: {dimension.value: key} for key in keys}


def _things(model: type[Any], fields: Sequence[str], keys: Iterable[Any], viewer: Viewer) -> Mapping[Any, Tally]:
    """Mirrors, with fields of theirs as the person may see them. Nothing is known of the unknown."""
    name = model._meta.model_name
    asked = shape(OF[model], fields=tree(["id", *fields]), expand=NOTHING, is_whole=False)
    found: list[Thing] = answer(asked, fetch(asked, model.objects.filter(pk__in=set(keys) - {None}).order_by()), viewer)
    unknown: Thing = dict.fromkeys(["id", *fields])
    return {
        thing["id"]: {name: thing["id"], **{f"{name}_{field}": thing[field] for field in fields}}
        for thing in [*found, unknown]
    }


def _period(period: date | datetime | None) -> str:
    if period is None:
        return ""
    return _head({"period": moment(period) if isinstance(period, datetime) else str(period)})


def _head(cells: Tally) -> str:
    """The beginning of a row."""
    return dumps(cells)[1:-1].decode() + "," if cells else ""


def _written(
    heads: Sequence[str],
    sums: Sequence[Sums],
    *,
    customers: Sequence[int] | None = None,
    is_of_currency: bool = False,
) -> bytes:
    """``is_of_currency``: each row is of one currency, so its money stands among the rest."""
    numbers = _counted(sums) | ({} if customers is None else {"customers": customers})
    texts = {name: _texts(column) for name, column in numbers.items()}
    texts |= _value(sums) if is_of_currency else {"values": _values(sums)}
    parts: list[Iterable[str]] = [repeat("{"), heads]
    for mark, (name, column) in zip(["", *repeat(",", len(texts) - 1)], texts.items(), strict=True):
        parts += [repeat(f'{mark}"{name}":'), column]
    return f"[{','.join(map(''.join, zip(*parts, repeat('}'))))}]".encode()


def _texts(column: Column) -> Sequence[str]:
    """Each number as JSON has it; to write them one by one takes several times as long."""
    return dumps(column)[1:-1].decode().split(",") if column else []


def _counted(sums: Sequence[Sums]) -> dict[str, Column]:
    whole = [reduce(added, of.values()) for of in sums]
    of = dict(zip(PLACE, zip(*whole, strict=True), strict=True)) if whole else dict.fromkeys(PLACE, ())
    claimed = _known(of["points"], of["points_unknown"], of["claims"])
    taken = _known(of["points_back"], of["points_back_unknown"], of["reversals"])
    return {
        "claims": of["claims"],
        "reversals": of["reversals"],
        "net": [*map(sub, of["claims"], of["reversals"])],
        "points_claimed": claimed,
        "points_reversed": taken,
        "points_net": [
            None if one is None or back is None else one - back for one, back in zip(claimed, taken, strict=True)
        ],
        "claims_without_points": of["points_unknown"],
        "reversals_without_points": of["points_back_unknown"],
        "claims_without_value": of["value_unknown"],
        "reversals_without_value": of["value_back_unknown"],
    }


def _known(points: Column, unknown: Column, of: Column) -> Column:
    """Where of none it is known, the sum isn't."""
    return [None if 0 != no == all_of else one for one, no, all_of in zip(points, unknown, of, strict=True)]


def _values(sums: Sequence[Sums]) -> Sequence[str]:
    """By currency, since those don't add up."""
    worth = cache(lambda code, *of: WORTH % (code, *_worth(*of)))
    worths = [[worth(code, of[VALUE], of[VALUE_BACK]) for code, of in row.items() if code] for row in sums]
    return [f"[{of[0] if len(of) == 1 else ','.join(of)}]" for of in worths]


def _value(sums: Sequence[Sums]) -> dict[str, Column]:
    worths = [next((_worth(of[VALUE], of[VALUE_BACK]) for code, of in row.items() if code), None) for row in sums]
    return {
        name: ["null" if worth is None else f'"{worth[place]}"' for worth in worths]
        for place, name in enumerate(("value_claimed", "value_reversed", "value_net"))
    }


def _worth(claimed: int, back: int) -> tuple[str, str, str]:
    """Claimed, reversed and net."""
    text = money(claimed)
    return text, money(back), money(claimed - back) if back else text
