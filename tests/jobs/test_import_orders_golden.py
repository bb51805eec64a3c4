"""What the reports say of an imported order file, against sums made with nothing but csv and Decimal."""

import csv
import io
import lzma
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest
from tests.conftest import shared_data

from ecomdash.clock import US_PER_DAY, FixedClock
from ecomdash.events.site import Site
from ecomdash.jobs.import_orders import import_orders
from ecomdash.jobs.importing_invoices import survey
from ecomdash.jobs.importing_mapping import load_mapping
from ecomdash.query.question import Context, Interval, Question, Value
from ecomdash.query.run import ask
from ecomdash.store.engines.duckdb.engine import DuckDBStore

ZERO = Decimal(0)
SITE = Site(id=5, key="retail", name="Retail", timezone="Europe/London", currency="GBP")
CLOCK = FixedClock(1_750_000_000_000_000)
CONTEXT = Context(site_id=5, timezone="Europe/London", currency="GBP", now=CLOCK.now())
YEARS = Interval(1_280_000_000_000_000, 1_280_000_000_000_000 + 700 * US_PER_DAY)  # July 2010 to June 2012
METRICS = ("orders", "revenue", "refunds", "net_revenue", "customers")
ITEMS = ("units", "items_revenue", "items_refunds", "orders", "customers")
CODES = {
    "United Kingdom": "GB", "Germany": "DE", "France": "FR", "EIRE": "IE", "Spain": "ES", "Netherlands": "NL",
    "Belgium": "BE", "Switzerland": "CH", "Portugal": "PT", "Australia": "AU", "Norway": "NO", "Italy": "IT",
    "Channel Islands": "JE", "Finland": "FI", "Cyprus": "CY", "Sweden": "SE", "Unspecified": None, "Austria": "AT",
    "Denmark": "DK", "Japan": "JP", "Poland": "PL", "Israel": "IL", "USA": "US", "Hong Kong": "HK", "Singapore": "SG",
    "Iceland": "IS", "Canada": "CA", "Greece": "GR", "Malta": "MT", "United Arab Emirates": "AE",
    "European Community": "EU", "RSA": "ZA", "Lebanon": "LB", "Lithuania": "LT", "Brazil": "BR",
    "Czech Republic": "CZ", "Bahrain": "BH", "Saudi Arabia": "SA",
}  # fmt: skip

# Every kind of line there is: orders on two days and around the change to summer time, a repeated line, a free line,
# no customer, an order whose lines lie apart, a cancellation, bad debt, stock movements, fractions of a penny.
SAMPLE = """\
InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
536365,85123A,WHITE HANGING HEART,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
536365,71053,WHITE METAL LANTERN,6,2010-12-01 08:26:00,3.39,17850.0,United Kingdom
536365,71053,WHITE METAL LANTERN,6,2010-12-01 08:26:00,3.39,17850.0,United Kingdom
536366,22633,"HAND WARMER, UNION JACK",3,2010-12-01 23:59:00,1.85,,Unspecified
536367,84879,BIRD ORNAMENT,32,2011-03-27 00:30:00,1.69,13047.0,EIRE
536367,85123A,WHITE HANGING HEART,1,2011-03-27 00:30:00,0.0,13047.0,EIRE
C536379,D,Discount,-1,2011-03-27 03:10:00,27.5,17850.0,United Kingdom
536380,22960,JAM MAKING SET,5,2011-03-27 23:30:00,4.25,13047.0,EIRE
536381,PADS,PADS TO MATCH,1,2011-03-28 00:10:00,0.001,14680.0,Germany
536380,22960,JAM MAKING SET,7,2011-03-27 23:31:00,4.25,13047.0,EIRE
536414,22139,,56,2011-03-28 11:52:00,0.0,,United Kingdom
536415,22139,check,-30,2011-03-28 11:53:00,0.0,,United Kingdom
A563186,B,Adjust bad debt,1,2011-08-12 14:51:00,-11062.06,,United Kingdom
C536391,71053,WHITE METAL LANTERN,-6,2011-08-12 15:00:00,3.39,17850.0,United Kingdom
C536391,22139,RETROSPOT TEA SET,-1,2011-08-12 15:00:00,4.25,17850.0,United Kingdom
"""


@dataclass
class Sums:
    """What one part of the shop came to."""

    orders: set[str] = field(default_factory=set)
    revenue: Decimal = ZERO
    refunds: Decimal = ZERO
    customers: set[str] = field(default_factory=set)
    units: int = 0

    def money(self) -> tuple[Value, ...]:
        """As METRICS."""
        return (len(self.orders), self.revenue, self.refunds, self.revenue - self.refunds, len(self.customers))

    def mean(self) -> Decimal | None:
        """The average order value."""
        return self.revenue / len(self.orders) if self.orders else None

    def items(self) -> tuple[Value, ...]:
        """As ITEMS."""
        return (self.units, self.revenue, self.refunds, len(self.orders), len(self.customers))


Parts = Mapping[str | None, Sums]


@dataclass
class Expected:
    """The whole shop, and its parts by day, country and product."""

    total: Sums = field(default_factory=Sums)
    days: dict[str | None, Sums] = field(default_factory=lambda: defaultdict(Sums))
    countries: dict[str | None, Sums] = field(default_factory=lambda: defaultdict(Sums))
    products: dict[str | None, Sums] = field(default_factory=lambda: defaultdict(Sums))
    lines: Decimal = ZERO


def independently(text: Iterable[str]) -> Expected:
    """The same figures the long way round: the whole file in memory, invoice by invoice."""
    expected = Expected()
    invoices: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in csv.DictReader(text):
        invoices[row["InvoiceNo"]].append(row)
        expected.lines += int(row["Quantity"]) * Decimal(row["UnitPrice"])
    for number, rows in invoices.items():
        amounts = [int(row["Quantity"]) * Decimal(row["UnitPrice"]) for row in rows]
        if not any(amounts):
            continue
        is_order = sum(amounts) > 0
        day, country = min(row["InvoiceDate"] for row in rows)[:10], CODES[rows[0]["Country"]]
        whole = [expected.total, expected.days[day], expected.countries[country]]
        for row, amount in zip(rows, amounts, strict=True):
            for sums in (*whole, expected.products[row["StockCode"]]):
                if is_order:
                    sums.revenue += amount
                    sums.orders.add(number)
                    sums.units += int(row["Quantity"])
                    sums.customers |= {row["CustomerID"]} - {""}
                else:
                    sums.refunds -= amount
    return expected


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[DuckDBStore]:
    opened = DuckDBStore(tmp_path / "events.duckdb", memory="400MB")
    await opened.migrate()
    yield opened
    await opened.close()


async def load(path: Path, store: DuckDBStore) -> None:
    mapping = load_mapping("online-retail")
    await import_orders(
        path,
        mapping,
        survey(path, mapping),
        site=SITE,
        store=store,
        customer_id=lambda text: int(text) + 1_000_000,
        clock=CLOCK,
        progress=lambda done, size: None,
    )


async def answers(store: DuckDBStore, metrics: tuple[str, ...], dimension: str) -> dict[str | None, tuple[Value, ...]]:
    found = await ask(
        store, Question(metrics=metrics, dimensions=(dimension,), range=YEARS, limit=10_000), CONTEXT
    )  # fmt: skip
    return {row.dimensions[0]: row.metrics for row in found.rows if any(row.metrics)}


def _close(found: Value, exact: Decimal | None) -> bool:
    """Whether a mean is the exact one, rounded to the four decimals that money has, either way at a tie."""
    if exact is None or not isinstance(found, Decimal):
        return found is exact
    return abs(found - exact) <= Decimal("0.00005")


async def compare(store: DuckDBStore, expected: Expected) -> None:
    money = await ask(store, Question(metrics=METRICS, range=YEARS), CONTEXT)
    assert money.totals == expected.total.money()
    items = await ask(store, Question(metrics=ITEMS, range=YEARS), CONTEXT)
    assert items.totals[:3] == expected.total.items()[:3]
    for dimension, parts in (("day", expected.days), ("country", expected.countries)):
        assert await answers(store, METRICS, dimension) == {part: sums.money() for part, sums in parts.items()}
        means = await answers(store, ("average_order_value",), dimension)
        for part, sums in parts.items():
            assert _close(means.get(part, (None,))[0], sums.mean()), part
    products = {part: sums.items() for part, sums in expected.products.items() if any(sums.items())}
    assert await answers(store, ITEMS, "product") == products
    assert expected.total.revenue - expected.total.refunds == expected.lines


async def test_a_made_up_file_comes_out_exactly(tmp_path: Path, store: DuckDBStore) -> None:
    path = tmp_path / "sample.csv"
    path.write_text(SAMPLE)
    await load(path, store)
    expected = independently(io.StringIO(SAMPLE))
    assert expected.total.money() == (
        5,
        Decimal("166.611"),
        Decimal("11114.15"),
        Decimal("-10947.539"),
        3,
    )  # by hand: 55.98 + 5.55 + 54.08 + 51.00 + 0.001, and 27.50 + 11062.06 + 24.59
    await compare(store, expected)


async def test_the_real_file_comes_out_exactly(store: DuckDBStore) -> None:
    path = shared_data("online-retail.csv.xz")
    await load(path, store)
    with lzma.open(path, "rt", encoding="utf-8", newline="") as text:
        expected = independently(text)
    assert expected.total.revenue - expected.total.refunds == Decimal("9747747.934")
    assert (len(expected.total.orders), len(expected.total.customers)) == (19_960, 4_338)
    await compare(store, expected)
