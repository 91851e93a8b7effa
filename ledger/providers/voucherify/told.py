"""What an event says of things as they are: customers, campaigns, vouchers and what is on them, and who got which."""

from ledger.facts import Facts
from ledger.providers.voucherify import mirrors
from ledger.providers.voucherify.bodies import Publication, Told, Voucher
from ledger.providers.voucherify.mirrors import customer_id, voucher_id
from ledger.providers.voucherify.reading import Said


def told(said: Said[Told]) -> Facts:
    """An event about things alone, of which it must name one."""
    facts = things(said)
    if not (facts.customers or facts.campaigns or facts.vouchers):
        about, _, _ = said.envelope.event_type.partition(".")
        raise said.lacks(f"{about}.id")
    return facts


def things(said: Said[Told], *more: Voucher | None) -> Facts:
    """What the body names, and ``more`` vouchers."""
    body = said.body
    published = body.publication
    vouchers = (*handed_out(body), *more)
    return Facts(
        customers=mirrors.customers(body.customer, body.holder, published.customer if published else None),
        campaigns=mirrors.campaigns(body.campaign, *vouchers),
        faults=said.faults,
        **mirrors.of_vouchers(*vouchers),
    )


def handed_out(body: Told) -> list[Voucher]:
    """The body's vouchers, those of a publication with whoever got them."""
    sent = [voucher for voucher in (body.voucher, body.publication and body.publication.voucher) if voucher]
    if body.publication is None:
        return sent
    holder, ids = _holder(body, body.publication), _ids(body.publication)
    for place, voucher in enumerate(sent):
        if voucher_id(voucher) in ids and voucher.holder_id is None:
            sent[place] = voucher.model_copy(update={"holder_id": holder})
    told_of = {voucher.id for voucher in sent}
    return [*sent, *(Voucher.model_construct(id=key, holder_id=holder) for key in ids if key not in told_of)]


def _holder(body: Told, published: Publication) -> str | None:
    return published.customer_id or customer_id(published.customer) or customer_id(body.customer)


def _ids(published: Publication) -> list[str]:
    named = [voucher_id(published.voucher), *(published.vouchers_id or [])]
    return list(dict.fromkeys(key for key in named if key))
