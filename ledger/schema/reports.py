"""Reports: what they are asked for, and the rows of their answers."""

from collections.abc import Mapping, Sequence

from ledger.api.problems import UNANSWERABLE
from ledger.api.report_views import ReportView
from ledger.choices import Held, RewardKind
from ledger.schema import parameters
from ledger.schema.described import RATE, Components, Described, Json, Parameter
from ledger.schema.lists import OF_ANY, content

TAG = "reports"
COUNT: Json = {"type": "integer"}
MAYBE: Json = {"type": ["integer", "null"], "description": "Null: of none it is known."}
TEXT: Json = {"type": ["string", "null"]}
AMOUNT: Json = {"type": "string", "format": "decimal"}
MAYBE_AMOUNT: Json = {"type": ["string", "null"], "format": "decimal"}
A_MOMENT: Json = {"type": ["string", "null"], "format": "date-time"}
AN_EDGE: Json = {"type": ["string", "null"], "description": "A day of the zone, or a moment; null: unbounded."}

WORTH: Json = {
    "type": "object",
    "properties": {"currency": {"type": "string"}, "claimed": AMOUNT, "reversed": AMOUNT, "net": AMOUNT},
    "required": ["currency", "claimed", "reversed", "net"],
}
COUNTED: Mapping[str, Json] = {
    **dict.fromkeys(("claims", "reversals", "net"), COUNT),
    **dict.fromkeys(("points_claimed", "points_reversed", "points_net"), MAYBE),
    **{
        f"{side}_without_{what}": COUNT | {"description": f"Of how many the {what} is unknown."}
        for what in ("points", "value")
        for side in ("claims", "reversals")
    },
}
VALUES: Json = {"type": "array", "items": WORTH, "description": "By currency, since those don't add up."}
CAMPAIGN: Mapping[str, Json] = {
    "campaign": {"type": ["integer", "null"]},
    "campaign_external_id": TEXT,
    "campaign_name": TEXT,
}
CUSTOMER: Mapping[str, Json] = {
    "customer": {"type": ["integer", "null"]},
    **{f"customer_{name}": TEXT for name in ("source", "external_id", "merchant_ref", "name", "email")},
}
PLACED: Mapping[str, Json] = {"place": {"type": "integer", "minimum": 1}}
# What a summary has where it is asked for.
TOLD_APART: Mapping[str, Json] = {
    "period": {"type": "string", "description": "Its first day; of an hour, when it began."},
    "source": {"type": "string"},
    "provider": {"type": "string"},
    **CAMPAIGN,
    "kind": {"type": ["string", "null"], "enum": [*(kind.value for kind in RewardKind), None]},
    "currency": TEXT,
    "title": TEXT,
    "customers": COUNT | {"description": "How many claimed anything."},
    "values": VALUES | {"description": "By currency; not where the rows are by currency."},
    **{f"value_{side}": MAYBE_AMOUNT for side in ("claimed", "reversed", "net")},
}
BALANCE: Mapping[str, Json] = {
    "held": {"type": "string", "enum": [held.value for held in Held]},
    "source": {"type": "string"},
    "currency": TEXT,
    "months": {"type": ["integer", "null"], "description": "How old, in whole months; null: unknown."},
    "vouchers": COUNT,
    "unknown": COUNT | {"description": "Of how many of them it is unknown what they hold."},
    "points": {"type": ["integer", "null"]},
    "value": MAYBE_AMOUNT,
}


def _row(properties: Mapping[str, Json], required: Sequence[str]) -> Json:
    return {"type": "object", "properties": dict(properties), "required": list(required)}


ROWS: Mapping[str, Json] = {
    "summary": _row({**TOLD_APART, **COUNTED}, [*COUNTED]),
    "top-rewards": _row({**PLACED, "title": TEXT, **COUNTED, "values": VALUES}, ["place", *COUNTED, "values"]),
    "top-campaigns": _row({**PLACED, **CAMPAIGN, **COUNTED, "values": VALUES}, ["place", *COUNTED, "values"]),
    "top-customers": _row({**PLACED, **CUSTOMER, **COUNTED, "values": VALUES}, ["place", *COUNTED, "values"]),
    "balances": _row(BALANCE, [*BALANCE]),
}
EXAMPLES: Mapping[str, Json] = {
    "summary": {"source": "acme"},
    "top-rewards": {"place": 1, "title": "Mug"},
    "top-campaigns": {"place": 1, "campaign": 2, "campaign_external_id": "camp_1", "campaign_name": "Club"},
    "top-customers": {"place": 1, "customer": 12, "customer_source": "acme", "customer_external_id": "cust_1"},
}


def report(view: ReportView, _path: str, components: Components) -> Described:
    one = view.report
    name = "".join(word.title() for word in one.name.split("-"))
    rows: Json = {"type": "array", "items": components.add("schemas", f"{name}Row", ROWS[one.name])}
    properties: Json = {"as_of": A_MOMENT | {"description": "Which moment it is of: give it to ask again."}}
    if "zone" in one.fields:
        properties |= {"since": AN_EDGE, "until": AN_EDGE, "zone": {"type": "string"}}
    properties["data"] = rows
    if one.is_compared:
        before = {"type": ["object", "null"], "properties": {"since": AN_EDGE, "until": AN_EDGE, "data": rows}}
        properties["before"] = before | {"description": "The period before; null: not asked for."}
    page = {"type": "object", "properties": properties, "required": [*properties]}
    tagged = components.headers(*RATE, "ETag")
    answer: Json = {
        "description": "Its rows.",
        "headers": tagged,
        "content": content(view, components.add("schemas", f"{name}Report", page), _example(one.name, properties)),
    }
    return Described(
        name=f"report_{one.name.replace('-', '_')}",
        tag=TAG,
        summary=one.meaning,
        parameters=[*_parameters(view), *parameters.of_any(view), parameters.UNLESS],
        answers={200: answer, 304: {"description": "It has not changed.", "headers": tagged}}
        | components.problems(*OF_ANY, UNANSWERABLE),
    )


def _parameters(view: ReportView) -> list[Parameter]:
    return [
        Parameter(name=name, schema=parameters.schema_of(asked), says=str(asked.help_text or ""))
        for name, asked in view.report.fields.items()
    ]


def _example(name: str, properties: Json) -> Json:
    if name == "balances":
        row: Json = dict.fromkeys(BALANCE) | {"held": Held.POINTS.value, "source": "acme", "months": 2}
        row |= {"vouchers": 3, "unknown": 0, "points": 850}
    else:
        worth = {"currency": "EUR", "claimed": "29.9", "reversed": "0", "net": "29.9"}
        numbers = dict.fromkeys(COUNTED, 0) | {"claims": 1, "net": 1, "points_claimed": 500, "points_net": 500}
        row = {**EXAMPLES[name], **numbers, "values": [worth]}
    said: Json = dict.fromkeys(properties) | {"as_of": "2026-02-01T00:00:00Z", "data": [row]}
    return said | ({"since": "2026-01-01", "until": "2026-02-01", "zone": "UTC"} if "zone" in properties else {})
