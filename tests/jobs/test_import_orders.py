"""Order files end up in the store once, whatever happens in between, and every row is accounted for."""

import csv
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from tests.jobs.failing_store import Between, Failing

from ecomdash.api.arrivals import arrivals
from ecomdash.clock import FixedClock
from ecomdash.events.batch import Batch, Columns
from ecomdash.events.site import Site
from ecomdash.jobs import import_orders as job
from ecomdash.jobs.importing import ImportRefused
from ecomdash.jobs.importing_invoices import survey
from ecomdash.jobs.importing_mapping import Mapping, load_mapping
from ecomdash.store.engines.duckdb.engine import DuckDBStore
from ecomdash.store.protocol import Store, StoreUnavailable
from ecomdash.store.tables import conversion_events, ingest_outcomes, order_items

SITE = Site(id=5, key="retail", name="Retail", timezone="Europe/London", currency="GBP")
CLOCK = FixedClock(1_750_000_000_000_000)
HEADER = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]
ONLINE_RETAIL = load_mapping("online-retail")

SHOPIFY = """\
Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Created at,\
Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem discount,Vendor,Billing Country,Refunded Amount
#1001,ann@mail.example,partially_refunded,EUR,45.00,4.90,7.97,49.90,WELCOME,5.00,2024-03-01 10:00:00 +0100,\
2,Mug - Moss,20.00,MUG-M,5.00,Linnea,DE,20.00
#1001,ann@mail.example,,,,,,,,,2024-03-01 10:00:00 +0100,1,Tea,10.00,,0.00,Morrow,,
#1002,bob@mail.example,paid,GBP,8.00,0.00,1.33,8.00,,0.00,2024-03-02 09:00:00 +0000,1,Tea,8.00,TEA,0.00,Morrow,GB,0.00
"""


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[DuckDBStore]:
    opened = DuckDBStore(tmp_path / "events.duckdb", memory="200MB", threads=1)
    await opened.migrate()
    yield opened
    await opened.close()


async def run(path: Path, store: Store, site: Site = SITE, mapping: Mapping = ONLINE_RETAIL) -> job.OrdersReport:
    return await job.import_orders(
        path,
        mapping,
        survey(path, mapping),
        site=site,
        store=store,
        customer_id=lambda text: sum(text.encode()),
        clock=CLOCK,
        progress=lambda done, size: None,
    )


def row(order: str, quantity: int = 2, price: str = "1.50", when: str = "2011-06-01 12:00:00") -> list[str]:
    return [order, "A1", "THING", str(quantity), when, price, "17850.0", "EIRE"]


def write(path: Path, *rows: list[str]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


async def money(store: Store) -> tuple[Any, ...]:
    c, i = conversion_events.c, order_items.c
    totals = await store.execute(sa.select(sa.func.count(), sa.func.sum(c.revenue), sa.func.sum(c.refund)))
    items = await store.execute(sa.select(sa.func.count(), sa.func.sum(i.revenue), sa.func.sum(i.refund)))
    return (*totals[0], *items[0])


def many() -> list[list[str]]:
    orders = [row(str(1_000 + number), quantity=number + 1) for number in range(12)]
    back = [row(f"C{2_000 + number}", quantity=-1) for number in range(4)]
    return [*orders[:6], *back, *orders[6:], row("1003", 5), row("9000", 30, "0")]


async def test_rows_and_outcomes_are_accounted_for(tmp_path: Path, store: DuckDBStore) -> None:
    bad = row("1005")
    bad[3] = "many"
    report = await run(write(tmp_path / "o.csv", *many(), bad), store)
    assert (report.rows, report.order_rows, report.refund_rows, report.stock_rows, report.unreadable_rows) == (
        19, 13, 4, 1, 1,
    )  # fmt: skip
    assert (report.orders, report.refunds, report.stock_movements, report.invoices) == (12, 4, 1, 17)
    assert [fault.reason for fault in report.faults] == ["'many' is not a quantity"]
    o = ingest_outcomes.c
    outcomes = await store.execute(
        sa.select(o.outcome, o.reason, sa.func.sum(o.events)).group_by(o.outcome, o.reason).order_by(o.reason)
    )
    assert outcomes == [("stored", "", 16), ("dropped", "stock_movement", 1), ("dropped", "unreadable", 1)]


async def test_an_order_has_no_visit_and_a_hashed_customer(tmp_path: Path, store: DuckDBStore) -> None:
    await run(write(tmp_path / "o.csv", row("1")), store)
    c = conversion_events.c
    found = await store.execute(
        sa.select(c.kind, c.visitor_id, c.session_id, c.source, c.channel, c.country, c.customer_id, c.units,
                  c.currency, c.original_amount, c.booked_at)
    )  # fmt: skip
    assert found == [
        ("order", None, None, "", "", "IE", sum(b"17850"), 2, "GBP", Decimal("3.0000"), 1_306_926_000_000_000)
    ]


async def test_a_second_run_changes_nothing(tmp_path: Path, store: DuckDBStore) -> None:
    path = write(tmp_path / "o.csv", *many())
    await run(path, store)
    before = await money(store)
    report = await run(path, store)
    assert (report.rows, report.earlier_rows, report.orders) == (18, 18, 0)
    assert await money(store) == before


async def test_a_longer_export_brings_only_what_is_new(tmp_path: Path, store: DuckDBStore) -> None:
    await run(write(tmp_path / "may.csv", *many()), store)
    report = await run(write(tmp_path / "june.csv", *many(), row("3000"), row("C3001", -1)), store)
    assert (report.orders, report.refunds, report.duplicates, report.duplicate_rows) == (1, 1, 16, 17)
    assert (await money(store))[0] == 18


async def test_an_order_that_the_shop_sent_itself_counts_once(tmp_path: Path, store: DuckDBStore) -> None:
    live: Columns = {
        "site_id": [5], "conversion_id": [UUID(int=1).bytes], "kind": ["order"], "booked_at": [1], "occurred_at": [1],
        "order_id": ["1"], "units": [2], "revenue": [Decimal("3.00")],
    }  # fmt: skip
    await store.append(Batch(conversions=live), "local", {0: 1}, {0: 0})
    report = await run(write(tmp_path / "o.csv", row("1"), row("2")), store)
    assert (report.orders, report.duplicates) == (1, 1)
    other = await run(write(tmp_path / "p.csv", row("1")), store, Site(id=6, key="b", name="B", currency="GBP"))
    assert other.orders == 1


async def test_an_order_that_the_shop_sends_meanwhile_counts_once(tmp_path: Path, store: DuckDBStore) -> None:
    live: Columns = {
        "site_id": [5], "conversion_id": [UUID(int=1).bytes], "kind": ["order"], "booked_at": [1], "occurred_at": [1],
        "order_id": ["1"], "units": [2], "revenue": [Decimal("3.00")],
    }  # fmt: skip
    meanwhile = Between(store, lambda: store.append(Batch(conversions=live), "local", {0: 1}, {0: 0}))
    report = await run(write(tmp_path / "o.csv", row("1"), row("2")), meanwhile)
    assert (report.orders, report.duplicates, report.rows) == (1, 1, 2)
    assert (await money(store))[0] == 2


async def test_another_import_of_it_at_the_same_time_doubles_nothing(tmp_path: Path, store: DuckDBStore) -> None:
    path = write(tmp_path / "o.csv", *many())
    with pytest.raises(ImportRefused, match="run the same command again"):
        await run(path, Between(store, lambda: run(path, store)))
    before = await money(store)
    assert before[0] == 16
    assert (await run(path, store)).earlier_rows == 18
    assert await money(store) == before


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "BATCH_ROWS", 4)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize(("at", "stored"), [(n, stored) for n in (1, 2, 3, 4) for stored in (False, True)])
async def test_a_crash_in_the_middle_loses_and_doubles_nothing(
    tmp_path: Path, store: DuckDBStore, at: int, stored: bool
) -> None:
    path = write(tmp_path / "o.csv", *many())
    with pytest.raises(StoreUnavailable):
        await run(path, Failing(store, at, stored=stored))
    report = await run(path, store)
    assert report.rows == report.earlier_rows + report.order_rows + report.refund_rows + report.stock_rows == 18
    assert report.duplicates == 0
    twin = DuckDBStore(tmp_path / "twin.duckdb", memory="200MB", threads=1)
    await twin.migrate()
    await run(path, twin)
    assert await money(store) == await money(twin) == (
        16, Decimal("124.5000"), Decimal("6.0000"), 17, Decimal("124.5000"), Decimal("6.0000")
    )  # fmt: skip
    await twin.close()


async def test_a_shopify_export(tmp_path: Path, store: DuckDBStore) -> None:
    path = tmp_path / "orders_export.csv"
    path.write_text(SHOPIFY)
    site = Site(id=5, key="s", name="S", timezone="UTC", currency="GBP", rates={"EUR": Decimal("0.8")})
    report = await run(path, store, site, load_mapping("shopify-orders"))
    assert (report.orders, report.refunds, report.order_rows, report.rows) == (2, 1, 3, 3)
    c, i = conversion_events.c, order_items.c
    found = await store.execute(
        sa.select(c.order_id, c.kind, c.revenue, c.refund, c.tax, c.shipping, c.discount, c.coupon, c.currency,
                  c.original_amount, c.country, c.booked_at)
        .order_by(c.order_id, c.kind)
    )  # fmt: skip
    first, second = 1_709_283_600_000_000, 1_709_370_000_000_000
    none, money_ = None, Decimal
    assert found == [
        ("#1001", "order", money_("39.9200"), none, money_("6.3760"), money_("3.9200"), money_("4.0000"), "WELCOME",
         "EUR", money_("49.9000"), "DE", first),
        ("#1001", "refund", none, money_("16.0000"), none, none, none, "", "EUR", money_("20.0000"), "DE", first),
        ("#1002", "order", money_("8.0000"), none, money_("1.3300"), money_("0.0000"), money_("0.0000"), "",
         "GBP", money_("8.0000"), "GB", second),
    ]  # fmt: skip
    items = await store.execute(
        sa.select(i.product_id, i.product_brand, i.quantity, i.unit_price, i.revenue).order_by(i.order_id, i.product_id)
    )
    assert items == [
        ("MUG-M", "Linnea", 2, Decimal("16.0000"), Decimal("28.0000")),
        ("Tea", "Morrow", 1, Decimal("8.0000"), Decimal("8.0000")),
        ("TEA", "Morrow", 1, Decimal("8.0000"), Decimal("8.0000")),
    ]


async def test_a_currency_without_a_rate_is_kept_and_told(tmp_path: Path, store: DuckDBStore) -> None:
    path = tmp_path / "orders_export.csv"
    path.write_text(SHOPIFY)
    report = await run(path, store, SITE, load_mapping("shopify-orders"))
    assert report.other_currencies == {"EUR": 2}
    c = conversion_events.c
    found = await store.execute(sa.select(c.revenue, c.original_amount).where(c.order_id == "#1001", c.kind == "order"))
    assert found == [(None, Decimal("49.9000"))]


async def test_a_site_is_as_old_as_its_orders(tmp_path: Path, store: DuckDBStore) -> None:
    first, last = 1_291_194_000_000_000, 1_323_434_700_000_000  # 2010-12-01T09:00Z, 2011-12-09T12:45Z
    orders = (row("1", when="2010-12-01 09:00:00"), row("2"), row("C3", -1, when="2011-12-09 12:45:00"))
    await run(write(tmp_path / "orders.csv", *orders), store)
    assert await arrivals(store) == {SITE.id: (first, last)}
    visit: Columns = {
        "site_id": [SITE.id], "minute": [CLOCK.now()], "outcome": ["stored"], "reason": [""], "events": [1],
        "lag_ms": [1], "measured": [1],
    }  # fmt: skip
    await store.append(Batch(outcomes=visit), "local", {0: 1}, {0: 0})
    assert await arrivals(store) == {SITE.id: (first, CLOCK.now())}
