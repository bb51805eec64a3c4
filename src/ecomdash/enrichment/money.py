"""Amounts in the site's currency, exact to four decimals, rounded half up."""

from decimal import ROUND_HALF_UP, Context, Decimal

from ecomdash.events.site import Site

_STEP = Decimal("0.0001")
_BOUND = Decimal(10) ** 14  # Numeric(18, 4)
_CONTEXT = Context(prec=40, rounding=ROUND_HALF_UP)
ZERO = Decimal(0)


def rounded(amount: Decimal | None) -> Decimal | None:
    """The amount at the precision of the tables; None for None, and for what is no number or more than they hold."""
    if amount is None or not amount.is_finite() or abs(amount) >= _BOUND:
        return None
    return amount.quantize(_STEP, context=_CONTEXT)


def converted(amount: Decimal | None, currency: str | None, site: Site) -> Decimal | None:
    """The amount in the site's currency; None when the site has no rate for `currency` (None = the site's own)."""
    if amount is None:
        return None
    if not currency or currency == site.currency:
        return rounded(amount)
    rate = site.rates.get(currency)
    return None if rate is None else rounded(_CONTEXT.multiply(amount, rate))
