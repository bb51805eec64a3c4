"""The demo shop's own pages and products, the same that the storefront at /store/ shows."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from urllib.parse import quote

import msgspec
from msgspec import Struct

from ecomdash.events.commerce import Item

_FILE = Path(__file__).with_name("catalogue.json")
CENT = Decimal("0.01")
PROMOTION = {"promotion_id": "autumn-breakfast", "promotion_name": "Autumn breakfast"}  # on the home page


class Page(Struct, frozen=True):
    """A page by its path and title."""

    path: str
    title: str


class Category(Struct, frozen=True):
    """A list of products."""

    slug: str
    name: str


class Product(Struct, frozen=True):
    """Something to buy; `popularity` weighs how often it is looked at.

    `price` is in the shop's currency, `prices` are those of variants that cost something else.
    """

    id: str
    slug: str
    name: str
    category: str  # slug
    brand: str
    price: Decimal
    variants: tuple[str, ...] = ()
    prices: dict[str, Decimal] = {}
    popularity: int = 10


class Shop(Struct, frozen=True):
    """Everything a visitor can meet."""

    name: str
    categories: tuple[Category, ...]
    products: tuple[Product, ...]
    guides: tuple[Page, ...]
    searches: tuple[str, ...]

    def home(self) -> Page:
        return Page("/store/", self.name)

    def category(self, slug: str) -> Category:
        return next(one for one in self.categories if one.slug == slug)

    def category_page(self, category: Category) -> Page:
        return Page(f"/store/category/{category.slug}", f"{category.name} · {self.name}")

    def product_page(self, product: Product) -> Page:
        return Page(f"/store/products/{product.slug}", f"{product.name} · {self.name}")

    def search_page(self, term: str) -> Page:
        return Page(f"/store/search?q={quote(term)}", f"Search · {self.name}")

    def cart(self) -> Page:
        return Page("/store/cart", f"Your cart · {self.name}")

    def checkout(self) -> Page:
        return Page("/store/checkout", f"Checkout · {self.name}")

    def thanks(self) -> Page:
        return Page("/store/thanks", f"Thank you · {self.name}")

    def guide(self, rng: Random) -> Page:
        """A page of text."""
        guide = rng.choice(self.guides)
        return Page(guide.path, f"{guide.title} · {self.name}")

    def missing(self, path: str) -> Page:
        """What the shop shows where there is no page."""
        return Page(path, f"We looked everywhere · {self.name}")

    def within(self, category: Category) -> list[Product]:
        """The products of a category."""
        return [product for product in self.products if product.category == category.slug]

    def any_product(self, rng: Random) -> Product:
        """A product by popularity."""
        return rng.choices(self.products, [product.popularity for product in self.products])[0]

    def item(self, product: Product, rng: Random, quantity: int = 1) -> Item:
        """A line of a cart with that product, in one of its variants."""
        variant = rng.choice(product.variants) if product.variants else None
        return Item(
            item_id=product.id,
            item_name=product.name,
            item_brand=product.brand,
            item_category=self.category(product.category).name,
            item_variant=variant,
            price=product.prices.get(variant or "", product.price),
            quantity=quantity,
        )


@cache
def shop() -> Shop:
    """The demo shop."""
    return msgspec.json.decode(_FILE.read_bytes(), type=Shop)
