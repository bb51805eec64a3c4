"""Going through the demo shop page by page: the events of one visitor, with the time between them."""

from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

from msgspec import Struct

from ecomdash.events.commerce import Item, ViewItem, ViewItemList, ViewPromotion
from ecomdash.events.engagement import Engagement
from ecomdash.events.page import Pageview
from ecomdash.events.record import AnyHit
from ecomdash.events.vitals import WebVitals
from ecomdash.jobs.demo.people import Person, Source
from ecomdash.jobs.demo.shop import PROMOTION, Category, Page, Product, Shop


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


class Walk:
    """One person in the shop: where they are and what is in their cart. Each method yields what happens."""

    def __init__(self, rng: Random, shop: Shop, person: Person, source: Source, conditions: Conditions) -> None:
        self.rng = rng
        self.shop = shop
        self.person = person
        self.source = source
        self.conditions = conditions
        self.page = shop.home()
        self.before = ""
        self.cart: list[Item] = []

    def hit(self, kind: type[AnyHit], **fields: Any) -> AnyHit:
        """An event on the page this person is on."""
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

    def step(self, seconds: float, kind: type[AnyHit], **fields: Any) -> Step:
        """That event, `seconds` after the one before."""
        return Step(int(seconds * 1_000), self.hit(kind, **fields))

    def open(self, page: Page, seconds: float, referrer: str | None = None) -> Iterator[Step]:
        """Come to a page; without a referrer, from the page before."""
        self.before = self.conditions.origin + self.page.path if referrer is None else referrer
        self.page = page
        yield self.step(seconds, Pageview, referrer=self.before or None)

    def page_of(self, what: Category | Product) -> Page:
        """The page that shows it."""
        return self.shop.category_page(what) if isinstance(what, Category) else self.shop.product_page(what)

    def shown(self, what: Page | Category | Product) -> Iterator[Step]:
        """What the shop tells of what is on the page."""
        if what == self.shop.home():
            yield self.step(0.4, ViewPromotion, **PROMOTION)
        elif isinstance(what, Product):
            yield self.commerce(0.4, ViewItem, [self.shop.item(what, self.rng)])
        elif isinstance(what, Category):
            items = [self.shop.item(product, self.rng) for product in self.shop.within(what)[:6]]
            yield self.commerce(0.4, ViewItemList, items, list_name=what.name)

    def go(self, what: Page | Category | Product) -> Iterator[Step]:
        """Follow a link to it and look at it."""
        page = what if isinstance(what, Page) else self.page_of(what)
        yield from self.open(page, self.rng.uniform(1, 4))
        if self.rng.random() < 0.2:
            yield self.vitals(page)
        yield from self.shown(what)
        yield from self.read(1.0)

    def read(self, patience: float) -> Iterator[Step]:
        """Engaged time on the page, in heartbeats, with the depth scrolled to."""
        left = int(min(self.rng.lognormvariate(2.6, 0.9) * patience, 240) * 1_000) + 800
        depth = min(100, int(self.rng.triangular(15, 100, 40 + 30 * patience)))
        while left > 0:
            beat = min(left, self.conditions.heartbeat_ms)
            left -= beat
            yield Step(beat, self.hit(Engagement, engaged_ms=beat, scroll_depth=depth))

    def vitals(self, page: Page) -> Step:
        """Loading times around what such devices measure; lists are heavy, and heavier on phones."""
        rng, speed = self.rng, self.person.agent.speed
        heavy = 1.35 if "/category/" in page.path or page.path.endswith("/store/") else 1.0
        ttfb = rng.lognormvariate(5.3, 0.5) * (1 + speed / 3)
        fcp = ttfb + rng.lognormvariate(6.2, 0.35) * speed
        return self.step(
            1.5, WebVitals,
            ttfb_ms=round(ttfb, 1),
            fcp_ms=round(fcp, 1),
            lcp_ms=round(fcp + rng.lognormvariate(6.4, 0.5) * speed * heavy, 1),
            inp_ms=round(rng.lognormvariate(4.2, 0.6) * speed, 1),
            cls=round(min(rng.lognormvariate(-3.6, 1.0) * speed, 1.5), 4),
        )  # fmt: skip

    def commerce(self, seconds: float, kind: type[AnyHit], items: list[Item], **fields: Any) -> Step:
        """A commerce event with these items and their value."""
        value = sum(((item.price or Decimal(0)) * item.quantity for item in items), Decimal(0))
        return self.step(seconds, kind, items=items, value=value, currency=self.conditions.currency, **fields)
