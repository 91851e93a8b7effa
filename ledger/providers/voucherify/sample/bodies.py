"""Bodies of the sample's events: the same parts, put together as Voucherify does for each event."""

from datetime import datetime
from typing import Any

from ledger.providers.voucherify.sample.members import Member
from ledger.sampling import Telling, stamp

GIFT_CARD, CARD = "gift_voucher", "loyalty_card"


def of_card(member: Member) -> dict[str, Any]:
    """What most bodies about a loyalty card have."""
    customer = member.as_customer()
    campaign = member.programme.as_campaign()
    return {"customer": customer, "holder": customer, "voucher": member.as_card(), "campaign": campaign}


def of_voucher(member: Member, voucher: dict[str, Any]) -> dict[str, Any]:
    """Likewise of a voucher that was claimed."""
    kinds = {"DISCOUNT_VOUCHER": "DISCOUNT_COUPONS", "GIFT_VOUCHER": "GIFT_VOUCHERS"}
    campaign = {
        "id": voucher["campaign_id"],
        "name": voucher["campaign"],
        "campaign_type": kinds[voucher["type"]],
        "object": "campaign",
    }
    return {"customer": member.as_customer(), "holder": None, "voucher": voucher, "campaign": campaign}


def balance(member: Member, points: int, **more: Any) -> dict[str, Any]:
    """A change of a card, and what it left."""
    return {
        "type": CARD,
        "total": member.points,
        "points": points,
        "balance": member.balance,
        "object": "balance",
        "related_object": {"id": member.card_id, "type": "voucher"},
        **more,
    }


def moved(member: Member, number: str, word: str, points: int, **parts: Any) -> Telling:
    """A line of a card's account, told after the card was changed."""
    change = balance(member, points)
    mentioned = {
        name: {"id": parts[name]["id"]} for name in ("redemption", "rollback", "order") if parts.get(name) is not None
    }
    if reward := parts.get("reward"):
        mentioned["reward"] = {"id": reward["id"], "name": reward["name"]}
    body = of_card(member) | {
        "transaction": line(member.card_id, member.programme.id, number, word, member.changed)
        | {"reason": parts.pop("reason", None), "details": {"balance": change, **mentioned}},
        "balance": change,
        "redemption": None,
        "rollback": None,
        "reward": None,
        **parts,
    }
    del body["customer"]  # the holder is the only one whom this event names
    return "voucher.loyalty_card.transaction.created", body


def credits_moved(member: Member, number: str, gift_card: dict[str, Any], redemption: dict[str, Any]) -> Telling:
    """A gift card was used: a line of its account."""
    gift = gift_card["gift"]
    change = {
        "type": GIFT_CARD,
        "total": gift["amount"],
        "amount": -redemption["amount"],
        "balance": gift["balance"],
        "object": "balance",
        "related_object": {"id": gift_card["id"], "type": "voucher"},
    }
    moment = datetime.fromisoformat(gift_card["updated_at"])
    body = of_voucher(member, gift_card) | {
        "holder": member.as_customer(),
        "transaction": line(gift_card["id"], gift_card["campaign_id"], number, "CREDITS_REDEMPTION", moment)
        | {"reason": None, "details": {"balance": change, "redemption": {"id": redemption["id"]}}},
        "balance": change,
        "redemption": redemption,
        "rollback": None,
    }
    del body["customer"]
    return "voucher.gift.transaction.created", body


def line(voucher_id: str, campaign_id: str, number: str, word: str, moment: datetime) -> dict[str, Any]:
    return {
        "id": f"vtx_{number}",
        "voucher_id": voucher_id,
        "campaign_id": campaign_id,
        "source": "API",
        "type": word,
        "created_at": stamp(moment, decimals=6),
    }


def published(member: Member, number: str, voucher: dict[str, Any], moment: datetime) -> Telling:
    """The voucher that was claimed goes to whoever claimed it."""
    publication = {
        "id": f"pub_{number}",
        "created_at": stamp(moment),
        "customer_id": member.id,
        "tracking_id": member.source_id,
        "channel": "API",
        "result": "SUCCESS",
        "vouchers_id": [voucher["id"]],
        "object": "publication",
    }
    return "publication.succeeded", of_voucher(member, voucher) | {"publication": publication}


def giving(member: Member, reward: dict[str, Any], given: dict[str, Any], word: str) -> Telling:
    """How far the giving of a reward has come; ``given`` is the reward redemption."""
    body = of_card(member) | {
        "reward_redemption": given,
        "reward": reward,
        "reward_assignment": {
            "id": reward["assignment_id"],
            "reward_id": reward["id"],
            "object": "reward_assignment",
        },
        "source": {"id": given["source_id"], "type": given["source_type"]},
        "balance": None,
    }
    return f"customer.reward_redemptions.{word}", body
