"""What the sample's invented shop has to offer: loyalty programmes and the rewards that points buy in them."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any


def made_up(prefix: str, name: str) -> str:
    """An id that looks like Voucherify's and is always the same for a name."""
    return f"{prefix}_{sha256(f'{prefix} {name}'.encode()).hexdigest()[:20]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A loyalty campaign; ``share`` of the members join it."""

    name: str
    code_prefix: str
    share: float
    is_new: bool = False  # it was launched within the history

    @property
    def id(self) -> str:
        return made_up("camp", self.name)

    def as_campaign(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "campaign_type": "LOYALTY_PROGRAM", "object": "campaign"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reward:
    """Something that ``points`` buy; ``details`` is the part of a reward that says what it is."""

    name: str
    points: int
    share: float
    type: str
    details: dict[str, Any]


def product(name: str, *, points: int, share: float, source_id: str, label: str | None = None) -> Reward:
    product_id = made_up("prod", source_id)
    return Reward(
        name=label or name,
        points=points,
        share=share,
        type="MATERIAL",
        details={
            "product": {"id": product_id, "source_id": source_id, "name": name},
            "parameters": {"product": {"id": product_id, "sku_id": None}},
        },
    )


def coupon(name: str, *, points: int, share: float, campaign: str, discount: dict[str, Any]) -> Reward:
    campaign_id = made_up("camp", campaign)
    return Reward(
        name=name,
        points=points,
        share=share,
        type="CAMPAIGN",
        details={
            "voucher": {
                "type": "DISCOUNT_VOUCHER",
                "discount": discount,
                "campaign": campaign,
                "campaign_id": campaign_id,
            },
            "parameters": {"campaign": {"id": campaign_id, "type": "DISCOUNT_COUPONS"}},
        },
    )


def gift_card(name: str, *, points: int, share: float, cents: int) -> Reward:
    campaign_id = made_up("camp", "Gift cards")
    return Reward(
        name=name,
        points=points,
        share=share,
        type="CAMPAIGN",
        details={
            "voucher": {
                "type": "GIFT_VOUCHER",
                "gift": {"amount": cents, "balance": cents, "effect": "APPLY_TO_ORDER"},
                "campaign": "Gift cards",
                "campaign_id": campaign_id,
            },
            "parameters": {"campaign": {"id": campaign_id, "balance": cents, "type": "GIFT_VOUCHERS"}},
        },
    )


def coins(name: str, *, points: int, share: float) -> Reward:
    details = {"parameters": {"coin": {"exchange_ratio": 1, "points_ratio": 1}}}
    return Reward(name=name, points=points, share=share, type="COIN", details=details)


def amount_off(cents: int) -> dict[str, Any]:
    return {"type": "AMOUNT", "amount_off": cents, "effect": "APPLY_TO_ORDER"}


def percent_off(percent: float) -> dict[str, Any]:
    return {"type": "PERCENT", "percent_off": percent, "effect": "APPLY_TO_ORDER"}


PROGRAMMES = (
    Programme(name="Harbour Club", code_prefix="HC", share=0.55),
    Programme(name="Harbour Club Gold", code_prefix="HG", share=0.18),
    Programme(name="Staff & Friends", code_prefix="SF", share=0.07),
    Programme(name="Spring Stamps", code_prefix="SP", share=0.2, is_new=True),
)

REWARDS = (
    coupon("5 off your next order", points=250, share=20, campaign="Five off", discount=amount_off(500)),
    coupon("10 off your next order", points=480, share=12, campaign="Ten off", discount=amount_off(1000)),
    coupon("10% off everything", points=300, share=10, campaign="Ten percent", discount=percent_off(10)),
    coupon("15% off in your birthday month", points=400, share=5, campaign="Birthday", discount=percent_off(15)),
    coupon("A free second cup", points=120, share=7, campaign="Cups", discount={"type": "UNIT", "unit_off": 1}),
    gift_card("Gift card 10", points=950, share=7, cents=1000),
    gift_card("Gift card 25", points=2300, share=4, cents=2500),
    gift_card("Gift card 50", points=4400, share=1, cents=5000),
    product("Enamel Camping Mug", points=350, share=9, source_id="enamel-mug"),
    product("Linen Tea Towel, set of two", points=420, share=5, source_id="tea-towel-2", label="Tea towels"),
    product("Beeswax Candle", points=280, share=6, source_id="beeswax-candle"),
    product("Oak Serving Board", points=1200, share=3, source_id="oak-board", label="Serving board"),
    product("Merino Scarf", points=1900, share=2, source_id="merino-scarf"),
    product("Canvas Tote “Harbour”", points=500, share=6, source_id="tote-harbour", label="Tote bag"),
    coins("Pay with points", points=200, share=8),
)
