"""Filling the cart of the demo shop, checking out and paying."""

from collections.abc import Iterator
from decimal import Decimal

from msgspec.structs import replace

from ecomdash.events.commerce import (
    AddPaymentInfo,
    AddShippingInfo,
    AddToCart,
    BeginCheckout,
    Item,
    Purchase,
    RemoveFromCart,
    ViewCart,
)
from ecomdash.events.engagement import Custom
from ecomdash.jobs.demo.shop import CENT
from ecomdash.jobs.demo.walk import Step, Walk

FREE_SHIPPING = Decimal(50)  # as in storefront/site/cart.js
STANDARD, EXPRESS = Decimal("4.90"), Decimal("9.90")
VAT = Decimal(20)


class Basket(Walk):
    """A walk that may end at the checkout."""

    def fill_cart(self) -> Iterator[Step]:
        """Look at products and take them; sometimes put one back."""
        rng = self.rng
        for _ in range(rng.choices((1, 2, 3), (62, 27, 11))[0]):
            product = self.shop.any_product(rng)
            yield from self.go(product)
            item = self.shop.item(product, rng, rng.choices((1, 2, 4), (82, 14, 4))[0])
            self.cart.append(item)
            yield self.commerce(3, AddToCart, [item])
        if len(self.cart) > 1 and rng.random() < 0.18:
            yield self.commerce(5, RemoveFromCart, [self.cart.pop()])
        if rng.random() < 0.8:
            yield from self.open(self.shop.cart(), 3)
            yield self.commerce(0.3, ViewCart, self.cart)
            yield from self.read(0.5)

    def check_out(self, *, pays: bool) -> Iterator[Step]:
        """From the checkout to the order; who does not pay leaves somewhere on the way."""
        rng = self.rng
        yield from self.open(self.shop.checkout(), 3)
        yield self.commerce(0.4, BeginCheckout, self.cart)
        yield from self.read(1.2)
        if not pays and rng.random() < 0.45:
            return
        tier = "Express" if rng.random() < 0.22 else "Standard"
        yield self.commerce(4, AddShippingInfo, self.cart, shipping_tier=tier)
        if not pays and rng.random() < 0.5:
            return
        way = rng.choices(("Card", "PayPal"), (58, 42))[0]
        yield self.commerce(9, AddPaymentInfo, self.cart, payment_type=way)
        if not pays:
            return
        if rng.random() < self.conditions.payment_fails:
            yield self.step(4, Custom, name="payment_failed", properties={"method": way, "code": "gateway_timeout"})
            yield from self.read(0.8)
            return
        yield from self._order(express=tier == "Express")

    def _order(self, *, express: bool) -> Iterator[Step]:
        coupon = "WELCOME10" if self.rng.random() < 0.14 else None
        items = [self._reduced(item) for item in self.cart] if coupon else self.cart
        paid = sum((((item.price or Decimal(0)) - (item.discount or 0)) * item.quantity for item in items), Decimal(0))
        shipping = EXPRESS if express else Decimal(0) if paid >= FREE_SHIPPING else STANDARD
        value = paid + shipping
        yield from self.open(self.shop.thanks(), 5)
        yield self.step(
            0.3, Purchase,
            order_id=self.conditions.order_id,
            customer_id=self.person.customer_id,
            value=value,
            currency=self.conditions.currency,
            coupon=coupon,
            items=items,
            shipping=shipping,
            tax=(value * VAT / (100 + VAT)).quantize(CENT),
            discount=sum(((item.discount or Decimal(0)) * item.quantity for item in items), Decimal(0)) or None,
        )  # fmt: skip
        yield from self.read(0.5)

    def _reduced(self, item: Item) -> Item:
        price = item.price or Decimal(0)
        return replace(item, discount=(price / 10).quantize(CENT), coupon="WELCOME10")
