"""One visit to the demo shop as a sequence of steps, which history lays out in time and live traffic walks."""

from collections.abc import Iterator
from enum import IntEnum
from random import Random

from ecomdash.events.commerce import AddToWishlist, SelectItem
from ecomdash.events.engagement import Custom, FileDownload, FormSubmit, OutboundLink, Search
from ecomdash.events.page import PageNotFound
from ecomdash.jobs.demo.basket import Basket
from ecomdash.jobs.demo.people import Person, Source
from ecomdash.jobs.demo.shop import Category, Page, Product
from ecomdash.jobs.demo.walk import Step


class Intent(IntEnum):
    """How far a visit gets."""

    BOUNCE = 0
    BROWSE = 1
    CART = 2
    CHECKOUT = 3
    ORDER = 4


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


class Journey(Basket):
    """One visit of one person. Iterate `steps` once."""

    def steps(self, reach: Intent) -> Iterator[Step]:
        """The visit, from its first page to its last event."""
        yield from self._land()
        if reach is Intent.BOUNCE:
            yield from self.read(0.4)
            return
        yield from self.read(1.0)
        for _ in range(self.rng.choice((1, 1, 1, 2, 2, 3) if reach is Intent.BROWSE else (0, 0, 1, 2))):
            yield from self._wander()
        if reach >= Intent.CART:
            yield from self.fill_cart()
        if reach >= Intent.CHECKOUT:
            yield from self.check_out(pays=reach is Intent.ORDER)

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
            landing = self.shop.guide(self.rng)
        page = landing if isinstance(landing, Page) else self.page_of(landing)
        yield from self.open(self._tagged(page), 0, self.source.referrer)
        if self.rng.random() < 0.6:
            yield self.vitals(page)
        yield from self.shown(landing)

    def _tagged(self, page: Page) -> Page:
        if not self.source.query:
            return page
        campaign = self.rng.choice(self.source.campaigns) if self.source.campaigns else ""
        return Page(page.path + "?" + self.source.query.format(campaign=campaign), page.title)

    def _wander(self) -> Iterator[Step]:
        rng = self.rng
        draw = rng.random()
        if draw < 0.10:
            yield from self._search()
        elif draw < 0.40:
            category = rng.choice(self.shop.categories)
            yield from self.go(category)
            if rng.random() < 0.6:
                yield from self._select(rng.choice(self.shop.within(category)), category)
        elif draw < 0.86:
            yield from self.go(self.shop.any_product(rng))
            if rng.random() < 0.05:
                yield self.commerce(2, AddToWishlist, [self.shop.item(self.shop.any_product(rng), rng)])
        elif draw < 0.93:
            yield from self.go(self.shop.guide(rng))
        else:
            yield from self._aside(rng.random())

    def _select(self, product: Product, category: Category) -> Iterator[Step]:
        yield self.commerce(1, SelectItem, [self.shop.item(product, self.rng)], list_name=category.name)
        yield from self.go(product)

    def _search(self) -> Iterator[Step]:
        term = self.rng.choice(self.shop.searches)
        yield from self.open(self.shop.search_page(term), 5)
        yield self.step(0.3, Search, search_term=term)
        yield from self.read(0.6)

    def _aside(self, draw: float) -> Iterator[Step]:
        if draw < 0.25:
            gone = self.rng.choice(("/store/products/summer-bundle", "/store/sale-2024", "/store/category/outlet"))
            yield from self.open(self.shop.missing(gone), 3)
            yield self.step(0.1, PageNotFound)
        elif draw < 0.55:
            yield self.step(6, FormSubmit, form_id="newsletter")
        elif draw < 0.80:
            yield self.step(4, OutboundLink, target_url="https://www.instagram.com/ecomdash.demo/")
        elif draw < 0.92:
            yield self.step(4, FileDownload, target_url=f"{self.conditions.origin}/store/care-guide.pdf")
        else:
            yield self.step(3, Custom, name="gift_finder_opened", properties={"step": self.rng.randint(1, 3)})
