"""Amounts in the site's currency, exact to four decimals, rounded half up."""

from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from ecomdash.events.site import Site

_STEP = Decimal("0.0001")
_CONTEXT = Context(prec=40, rounding=ROUND_HALF_UP)
ZERO = Decimal(0)


def rounded(amount: Decimal | None) -> Decimal | None:
    """The amount at the precision of the tables; None for None and for what is no finite number."""
    if amount is None:
        return None
    try:
        return amount.quantize(_STEP, context=_CONTEXT)
    except InvalidOperation:
        return None


def converted(amount: Decimal | None, currency: str | None, site: Site) -> Decimal | None:
    """The amount in the site's currency; None when the site has no rate for `currency` (None = the site's own)."""
    if amount is None:
        return None
    if not currency or currency == site.currency:
        return rounded(amount)
    rate = site.rates.get(currency)
    return None if rate is None else rounded(_CONTEXT.multiply(amount, rate))
