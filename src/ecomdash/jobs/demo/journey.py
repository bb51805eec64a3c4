"""One visit to the demo shop as a sequence of steps, which history lays out in time and live traffic walks."""

from collections.abc import Iterator
from decimal import Decimal
from enum import IntEnum
from random import Random
from typing import Any

from msgspec import Struct

from ecomdash.events.commerce import (
    AddPaymentInfo,
    AddShippingInfo,
    AddToCart,
    AddToWishlist,
    BeginCheckout,
    Item,
    Purchase,
    RemoveFromCart,
    SelectItem,
    ViewCart,
    ViewItem,
    ViewItemList,
)
from ecomdash.events.engagement import Custom, Engagement, FileDownload, FormSubmit, OutboundLink, Search
from ecomdash.events.page import PageNotFound, Pageview
from ecomdash.events.record import AnyHit
from ecomdash.events.vitals import WebVitals
from ecomdash.jobs.demo.people import Person, Source
from ecomdash.jobs.demo.shop import CENT, Category, Page, Product, Shop

FREE_SHIPPING = Decimal(60)
SHIPPING = Decimal("4.90")
VAT = Decimal(20)


class Intent(IntEnum):
    """How far a visit gets."""

    BOUNCE = 0
    BROWSE = 1
    CART = 2
    CHECKOUT = 3
    ORDER = 4


class Step(Struct):
    """`pause_ms` after the step before it, `hit` happens."""

    pause_ms: int
    hit: AnyHit


class Conditions(Struct, frozen=True, kw_only=True):
    """What surrounds a visit. `payment_fails` is the odds that paying fails; `heartbeat_ms` the longest time between
    two engagement events."""

    origin: str  # scheme and host
    currency: str
    order_id: str
    payment_fails: float = 0.0
    heartbeat_ms: int = 86_400_000


def intent(rng: Random, eagerness: float) -> Intent:
    """Draw how far a visit gets; `eagerness` 1.0 is an average visitor, of whom about 2.4 % order."""
    order = 0.021 * eagerness
    checkout = order + 0.019 * eagerness
    cart = checkout + 0.052 * eagerness
    bounce = cart + 0.41 / max(eagerness, 0.5) ** 0.35
    draw = rng.random()
    for odds, reached in (
        (order, Intent.ORDER), (checkout, Intent.CHECKOUT), (cart, Intent.CART), (bounce, Intent.BOUNCE),
    ):  # fmt: skip
        if draw < odds:
            return reached
    return Intent.BROWSE


def eagerness(person: Person, source: Source, *, returning: bool) -> float:
    """How much more than others this person is likely to order on this visit."""
    return person.agent.buying * source.buying * (1.35 if returning else 0.92)


class Journey:
    """One visit of one person. Iterate `steps` once."""

    def __init__(self, rng: Random, shop: Shop, person: Person, source: Source, conditions: Conditions) -> None:
        self.rng = rng
        self.shop = shop
        self.person = person
        self.source = source
        self.conditions = conditions
        self.page = shop.home()
        self.before = ""
        self.cart: list[Item] = []

    def steps(self, reach: Intent) -> Iterator[Step]:
        """The visit, from its first page to its last event."""
        yield from self._land()
        if reach is Intent.BOUNCE:
            yield from self._read(0.4)
            return
        yield from self._read(1.0)
        for _ in range(self.rng.choice((1, 1, 1, 2, 2, 3) if reach is Intent.BROWSE else (0, 0, 1, 2))):
            yield from self._wander()
        if reach >= Intent.CART:
            yield from self._fill_cart()
        if reach >= Intent.CHECKOUT:
            yield from self._check_out(pays=reach is Intent.ORDER)

    # -- pages

    def _hit(self, kind: type[AnyHit], **fields: Any) -> AnyHit:
        width, height = self.person.viewport
        return kind(
            url=self.conditions.origin + self.page.path,
            title=self.page.title,
            language=self.person.country.language,
            timezone=self.person.country.timezone,
            viewport_width=width,
            viewport_height=height,
            **fields,
        )

    def _step(self, seconds: float, kind: type[AnyHit], **fields: Any) -> Step:
        return Step(int(seconds * 1_000), self._hit(kind, **fields))

    def _open(self, page: Page, seconds: float, referrer: str | None = None) -> Iterator[Step]:
        self.before = self.conditions.origin + self.page.path if referrer is None else referrer
        self.page = page
        yield self._step(seconds, Pageview, referrer=self.before or None)

    def _land(self) -> Iterator[Step]:
        home, category, product, guide = range(4)
        first = self.rng.choices((home, category, product, guide), self.source.lands)[0]
        landing: Page | Category | Product
        if first == home:
            landing = self.shop.home()
        elif first == category:
            landing = self.rng.choice(self.shop.categories)
        elif first == product:
            landing = self.shop.any_product(self.rng)
        else:
            landing = self.rng.choice(self.shop.guides)
        page = landing if isinstance(landing, Page) else self._page_of(landing)
        yield from self._open(self._tagged(page), 0, self.source.referrer)
        if self.rng.random() < 0.6:
            yield self._vitals(page)
        yield from self._shown(landing)

    def _page_of(self, what: Category | Product) -> Page:
        return self.shop.category_page(what) if isinstance(what, Category) else self.shop.product_page(what)

    def _tagged(self, page: Page) -> Page:
        if not self.source.query:
            return page
        campaign = self.rng.choice(self.source.campaigns) if self.source.campaigns else ""
        return Page(page.path + "?" + self.source.query.format(campaign=campaign), page.title)

    def _shown(self, what: Page | Category | Product) -> Iterator[Step]:
        if isinstance(what, Product):
            yield self._commerce(0.4, ViewItem, [self.shop.item(what, self.rng)])
        elif isinstance(what, Category):
            items = [self.shop.item(product, self.rng) for product in self.shop.within(what)[:6]]
            yield self._commerce(0.4, ViewItemList, items, list_name=what.name)

    def _go(self, what: Page | Category | Product) -> Iterator[Step]:
        page = what if isinstance(what, Page) else self._page_of(what)
        yield from self._open(page, self.rng.uniform(1, 4))
        if self.rng.random() < 0.2:
            yield self._vitals(page)
        yield from self._shown(what)
        yield from self._read(1.0)

    def _read(self, patience: float) -> Iterator[Step]:
        """Engaged time on the page, in heartbeats, with the depth scrolled to."""
        left = int(min(self.rng.lognormvariate(2.6, 0.9) * patience, 240) * 1_000) + 800
        depth = min(100, int(self.rng.triangular(15, 100, 40 + 30 * patience)))
        while left > 0:
            beat = min(left, self.conditions.heartbeat_ms)
            left -= beat
            yield Step(beat, self._hit(Engagement, engaged_ms=beat, scroll_depth=depth))

    def _vitals(self, page: Page) -> Step:
        """Loading times around what such devices measure; lists are heavy, and heavier on phones."""
        rng, speed = self.rng, self.person.agent.speed
        heavy = 1.35 if "/category/" in page.path or page.path.endswith("/store/") else 1.0
        ttfb = rng.lognormvariate(5.3, 0.5) * (1 + speed / 3)
        fcp = ttfb + rng.lognormvariate(6.2, 0.35) * speed
        return self._step(
            1.5, WebVitals,
            ttfb_ms=round(ttfb, 1),
            fcp_ms=round(fcp, 1),
            lcp_ms=round(fcp + rng.lognormvariate(6.4, 0.5) * speed * heavy, 1),
            inp_ms=round(rng.lognormvariate(4.2, 0.6) * speed, 1),
            cls=round(min(rng.lognormvariate(-3.6, 1.0) * speed, 1.5), 4),
        )  # fmt: skip

    # -- looking around

    def _wander(self) -> Iterator[Step]:
        rng = self.rng
        draw = rng.random()
        if draw < 0.10:
            yield from self._search()
        elif draw < 0.40:
            category = rng.choice(self.shop.categories)
            yield from self._go(category)
            if rng.random() < 0.6:
                yield from self._select(rng.choice(self.shop.within(category)), category)
        elif draw < 0.86:
            yield from self._go(self.shop.any_product(rng))
            if rng.random() < 0.05:
                yield self._commerce(2, AddToWishlist, [self.shop.item(self.shop.any_product(rng), rng)])
        elif draw < 0.93:
            yield from self._go(rng.choice(self.shop.guides))
        else:
            yield from self._aside(rng.random())

    def _select(self, product: Product, category: Category) -> Iterator[Step]:
        yield self._commerce(1, SelectItem, [self.shop.item(product, self.rng)], list_name=category.name)
        yield from self._go(product)

    def _search(self) -> Iterator[Step]:
        term = self.rng.choice(self.shop.searches)
        yield from self._open(self.shop.search_page(term), 5)
        yield self._step(0.3, Search, search_term=term)
        yield from self._read(0.6)

    def _aside(self, draw: float) -> Iterator[Step]:
        if draw < 0.25:
            gone = self.rng.choice(("/store/products/summer-bundle", "/store/sale-2024", "/store/category/outlet"))
            yield from self._open(Page(gone, f"Page not found · {self.shop.name}"), 3)
            yield self._step(0.1, PageNotFound)
        elif draw < 0.55:
            yield self._step(6, FormSubmit, form_id="newsletter")
        elif draw < 0.80:
            yield self._step(4, OutboundLink, target_url="https://www.instagram.com/ecomdash.demo/")
        elif draw < 0.92:
            yield self._step(4, FileDownload, target_url=f"{self.conditions.origin}/store/care-guide.pdf")
        else:
            yield self._step(3, Custom, name="gift_finder_opened", properties={"step": self.rng.randint(1, 3)})

    # -- buying

    def _commerce(self, seconds: float, kind: type[AnyHit], items: list[Item], **fields: Any) -> Step:
        value = sum(((item.price or Decimal(0)) * item.quantity for item in items), Decimal(0))
        return self._step(seconds, kind, items=items, value=value, currency=self.conditions.currency, **fields)

    def _fill_cart(self) -> Iterator[Step]:
        rng = self.rng
        for _ in range(rng.choices((1, 2, 3), (62, 27, 11))[0]):
            product = self.shop.any_product(rng)
            yield from self._go(product)
            item = self.shop.item(product, rng, rng.choices((1, 2, 4), (82, 14, 4))[0])
            self.cart.append(item)
            yield self._commerce(3, AddToCart, [item])
        if len(self.cart) > 1 and rng.random() < 0.18:
            yield self._commerce(5, RemoveFromCart, [self.cart.pop()])
        if rng.random() < 0.8:
            yield from self._open(self.shop.cart(), 3)
            yield self._commerce(0.3, ViewCart, self.cart)
            yield from self._read(0.5)

    def _check_out(self, *, pays: bool) -> Iterator[Step]:
        rng = self.rng
        yield from self._open(self.shop.checkout(), 3)
        yield self._commerce(0.4, BeginCheckout, self.cart)
        yield from self._read(1.2)
        if not pays and rng.random() < 0.45:
            return
        yield self._commerce(
            4, AddShippingInfo, self.cart, shipping_tier=rng.choice(("standard", "standard", "express"))
        )
        if not pays and rng.random() < 0.5:
            return
        way = rng.choices(("card", "paypal", "klarna", "apple_pay"), (44, 34, 14, 8))[0]
        yield self._commerce(9, AddPaymentInfo, self.cart, payment_type=way)
        if not pays:
            return
        if rng.random() < self.conditions.payment_fails:
            yield self._step(4, Custom, name="payment_failed", properties={"method": way, "code": "gateway_timeout"})
            yield from self._read(0.8)
            return
        yield from self._order()

    def _order(self) -> Iterator[Step]:
        coupon = "WELCOME10" if self.rng.random() < 0.14 else None
        items = [self._reduced(item) for item in self.cart] if coupon else self.cart
        paid = sum((((item.price or Decimal(0)) - (item.discount or 0)) * item.quantity for item in items), Decimal(0))
        shipping = Decimal(0) if paid >= FREE_SHIPPING else SHIPPING
        value = paid + shipping
        yield from self._open(self.shop.thanks(), 5)
        yield self._step(
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
        yield from self._read(0.5)

    def _reduced(self, item: Item) -> Item:
        price = item.price or Decimal(0)
        return Item(**{name: getattr(item, name) for name in item.__struct_fields__} | {
            "discount": (price / 10).quantize(CENT), "coupon": "WELCOME10",
        })  # fmt: skip
