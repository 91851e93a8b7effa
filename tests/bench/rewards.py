"""What invented customers claim."""

from bisect import bisect
from collections.abc import Iterator
from hashlib import sha256
from itertools import accumulate, product
from typing import Any

from ledger.names import folded
from ledger.payload import TEXT_LIMIT

Reward = dict[str, Any]

SLOTS = 1000  # of a wheel of rewards: the better a reward is liked, the more slots it has
# What of each kind is claimed. A site that has no loyalty cards sends word of some kinds, and lists all.
WHEELS: dict[str, dict[str, float]] = {
    "cards": {"discount": 11, "product": 6, "gift_card": 2.5, "credit": 1.5},
    "heard": {"discount": 11, "gift_card": 2.5, "custom": 0.3},
    "listed": {"discount": 10, "gift_card": 2.5, "product": 3, "free_shipping": 2, "custom": 0.3},
}
# Of each source with cards: the programmes that these are of, and the campaigns that coupons and gift cards are of.
PROGRAMMES, COUPON_CAMPAIGNS = 60, 40

MATERIALS = ("Enamel", "Linen", "Oak", "Merino", "Canvas", "Beeswax", "Stoneware", "Copper", "Cork", "Wool", "Bamboo")
THINGS = (
    "Mug",
    "Tea Towel",
    "Serving Board",
    "Scarf",
    "Tote",
    "Candle",
    "Bowl",
    "Jug",
    "Coasters",
    "Throw",
    "Notebook",
)
AMOUNTS = (5, 10, 2.5, 3, 20, 15, 8, 12, 25, 30, 40, 50)
PERCENTS = (10, 15, 5, 20, 7.5, 12.5, 25, 30)
SHELVES = ("Everything", "Coffee", "Books", "Birthdays", "Outdoor", "One order", "New arrivals", "Winter sale")
GIFTS = (10, 25, 5, 50, 15, 20, 75, 100)
ASKED = ("Workshop seat", "Shop tour", "Tasting evening", "Gift wrapping", "Name on the wall", "Repair")

WHOSE = (
    "Harbour",
    "Gold",
    "Spring",
    "Family",
    "Student",
    "Night Owl",
    "Early Bird",
    "Weekend",
    "Neighbour",
    "Old Town",
)
WHAT = ("Club", "Stamps", "Circle", "Friends", "Points", "Table", "Coupons", "Gifts", "Offers", "Thanks")

UNSAID = "sent_kind listed_kind value discount_type discount product_id product_ref product_name sku coupon grants"
NOTHING: Reward = dict.fromkeys(UNSAID.split())
COUPON: Reward = {"kind": "discount", "grants": "discount"}
OF_CARDS: Reward = {"of_cards": True, "sent_kind": "CAMPAIGN"}
OF_SITE: Reward = {"of_cards": False}


def rewards() -> Iterator[Reward]:
    """Each with what a webhook and a list call its kind (``sent_kind``, ``listed_kind``), and the voucher it grants."""
    for number, reward in enumerate((*_of_cards(), *_of_site())):
        key = _key(f"{reward['of_cards']} {reward['title']}")
        ids: Reward = {"reward_id": f"rew_{key[:20]}", "assignment_id": f"rewa_{key[20:40]}"}
        if not reward["of_cards"]:
            ids = {"reward_id": str(100 + number), "assignment_id": None}
        yield NOTHING | {"id": number, "is_coded": reward.get("grants") == "discount"} | ids | reward


def campaigns() -> Iterator[dict[str, Any]]:
    """Those of one source, by their numbers from 0."""
    for number, (what, whose) in enumerate(product(WHAT, WHOSE)):
        name = f"{whose} {what}"
        spelt = {"name": name, "folded": folded(name, length=TEXT_LIMIT)}
        yield {"number": number, **spelt, "is_programme": number < PROGRAMMES}


def wheels() -> Iterator[dict[str, Any]]:
    """Which reward a slot of each wheel is; the first of a kind are liked best."""
    of_kind: dict[tuple[bool, str], list[int]] = {}
    for reward in rewards():
        of_kind.setdefault((reward["of_cards"], reward["kind"]), []).append(reward["id"])
    for wheel, shares in WHEELS.items():
        liked: dict[int, float] = {}
        for kind, share in shares.items():
            ids = of_kind[wheel == "cards", kind]
            liking = [1 / (4 + rank) for rank in range(len(ids))]
            liked |= {one: share * weight / sum(liking) for one, weight in zip(ids, liking, strict=True)}
        bounds = list(accumulate(liked.values()))
        for slot in range(SLOTS):
            yield {
                "wheel": wheel,
                "slot": slot,
                "reward": list(liked)[bisect(bounds, bounds[-1] * (slot + 0.5) / SLOTS)],
            }


def _of_cards() -> Iterator[Reward]:
    for number, reward in enumerate((*_coupons("{:g} off your next order", "{:g}% off: {}"), *_gifts())):
        yield OF_CARDS | {"coupon": number % COUPON_CAMPAIGNS} | reward
    for number, (material, thing) in enumerate(product(MATERIALS, THINGS)):
        name = f"{material} {thing}"
        ref = name.lower().replace(" ", "-")
        yield OF_CARDS | {
            "title": name,
            "kind": "product",
            "sent_kind": "CAMPAIGN/MATERIAL",
            "points": 200 + 50 * (number * 7 % 40),
            "product_id": f"prod_{_key(ref)[:20]}",
            "product_ref": ref,
            "product_name": name,
            "sku": f"SKU-{_key(ref)[:6].upper()}" if number % 3 == 0 else None,
        }
    yield OF_CARDS | {"title": "Pay with points", "kind": "credit", "sent_kind": "COIN", "points": 200}
    odd = OF_CARDS | COUPON | {"coupon": 0, "points": 120}
    yield odd | {"title": "A free second cup", "discount_type": "unit", "discount": 1}
    yield odd | {"title": "Any tea for 2", "discount_type": "fixed_price", "discount": 2}


def _of_site() -> Iterator[Reward]:
    for reward in _coupons("{:g} off your order", "{1}, {0:g}% off"):
        yield OF_SITE | {"sent_kind": "voucher", "listed_kind": "cart_discount_voucher"} | reward
    for reward in _gifts():
        yield OF_SITE | {"sent_kind": "gift_card", "listed_kind": "gift_card"} | reward
    for number, title in enumerate(ASKED):
        yield OF_SITE | {"title": title, "kind": "custom", "listed_kind": "custom", "points": 800 + 300 * number}
    shipping = {
        "title": "Free shipping",
        "kind": "free_shipping",
        "listed_kind": "free_shipping_voucher",
        "points": 250,
    }
    yield OF_SITE | shipping
    for number, thing in enumerate(THINGS):
        given = {"kind": "product", "listed_kind": "product_cart", "product_id": str(7000 + number)}
        yield OF_SITE | given | {"title": f"Free {thing}", "points": 600 + 100 * number}


def _coupons(of_money: str, of_percent: str) -> Iterator[Reward]:
    for amount in AMOUNTS:
        worth = {"value": amount, "discount_type": "flat", "discount": amount}
        yield COUPON | worth | {"title": of_money.format(amount), "points": round(amount * 48)}
    for percent, shelf in product(PERCENTS, SHELVES):
        worth = {"discount_type": "percentage", "discount": percent}
        yield COUPON | worth | {"title": of_percent.format(percent, shelf), "points": round(percent * 30)}


def _gifts() -> Iterator[Reward]:
    for amount in GIFTS:
        kinds = {"kind": "gift_card", "grants": "gift_card"}
        yield kinds | {"title": f"Gift card {amount}", "points": amount * 92, "value": amount}


def _key(name: str) -> str:
    return sha256(name.encode()).hexdigest()
