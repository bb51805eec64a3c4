"""Imports a shop's order file: each order once for ever, to the penny, resumable at any moment.

The bulk path: bookings go straight to the store's tables and outcome counts, past the log, whose 200 items an order
and 7 days of deduplication are meant for browsers. Each batch and the position in the file are one transaction.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from msgspec import Struct, field

from ecomdash.clock import Clock
from ecomdash.events.outcome import DropReason, Outcome
from ecomdash.events.site import Site
from ecomdash.jobs.importing import OVERTAKEN, ImportRefused, Progress, digest
from ecomdash.jobs.importing_bookings import Booking, book, total
from ecomdash.jobs.importing_conversions import batch, conversion_id, outcome_rows
from ecomdash.jobs.importing_invoices import Fault, Invoice, Survey, invoices
from ecomdash.jobs.importing_lines import Rows
from ecomdash.jobs.importing_mapping import Mapping
from ecomdash.jobs.loading_lookups import positions
from ecomdash.store.protocol import Overtaken, Store
from ecomdash.store.tables import conversion_events

BATCH_ROWS = 25_000
SHOWN_FAULTS = 10


class OrdersReport(Struct):
    """Where every row of the file went; `rows` is the sum of the seven counts that follow it.

    Counts with `_rows` are rows of the file, the others orders, refunds or invoices; money is in the file's currency.
    `earlier_rows` were imported by an earlier run over the same file.
    """

    rows: int = 0
    order_rows: int = 0
    refund_rows: int = 0
    stock_rows: int = 0
    duplicate_rows: int = 0
    unreadable_rows: int = 0
    earlier_rows: int = 0
    invoices: int = 0
    orders: int = 0
    refunds: int = 0
    stock_movements: int = 0
    duplicates: int = 0
    revenue: Decimal = Decimal(0)
    refunded: Decimal = Decimal(0)
    lines_total: Decimal = Decimal(0)  # of the invoices imported by this run, as the lines add up
    without_country: int = 0
    other_currencies: dict[str, int] = field(default_factory=dict)  # bookings whose currency the site has no rate for
    faults: list[Fault] = field(default_factory=list)  # the first few unreadable rows


class _Importer:
    """One run over one file into one site."""

    def __init__(
        self, site: Site, store: Store, mapping: Mapping, customer_id: Callable[[str], int], clock: Clock
    ) -> None:
        self.site = site
        self.store = store
        self.mapping = mapping
        self.customer_id = customer_id
        self.clock = clock
        self.report = OrdersReport()
        self._outcomes: Counter[tuple[Outcome, DropReason | None]] = Counter()
        self._bookings: list[Booking] = []
        self._rows = 0

    def skip(self, invoice: Invoice) -> None:
        """An earlier run has it."""
        self.report.earlier_rows += invoice.rows
        self.report.rows += invoice.rows

    def take(self, invoice: Invoice) -> bool:
        """Book an invoice; true when a batch is full."""
        report = self.report
        report.rows += invoice.rows
        report.invoices += 1
        report.unreadable_rows += len(invoice.faults)
        report.faults.extend(invoice.faults[: SHOWN_FAULTS - len(report.faults)])
        self._outcomes[Outcome.DROPPED, DropReason.UNREADABLE] += len(invoice.faults)
        report.lines_total += total(invoice.lines)
        bookings = book(invoice, self.mapping.rules.cancellation_prefix)
        if invoice.lines and not bookings:
            report.stock_movements += 1
            report.stock_rows += len(invoice.lines)
            self._outcomes[Outcome.DROPPED, DropReason.STOCK_MOVEMENT] += 1
        self._bookings += bookings
        self._rows += invoice.rows
        return self._rows >= BATCH_ROWS

    async def flush(self, ledger: str, position: int, since: int) -> None:
        """Store what was taken, together with the number of invoices done so far; `since` is that of the last time."""
        known = await self._known()
        while not await self._store(known, ledger, position, since):
            before, known = known, await self._known()
            if known == before:  # no order of a visitor came in between
                raise ImportRefused(OVERTAKEN)
        for booking in self._bookings:
            (self._duplicate if (booking.kind, booking.order) in known else self._stored)(booking)
        self._outcomes.clear()
        self._bookings.clear()
        self._rows = 0

    async def _store(self, known: set[tuple[str, str]], ledger: str, position: int, since: int) -> bool:
        """Store the bookings but those that are known; False where another process has written meanwhile."""
        fresh = [
            (booking, self.customer_id(booking.customer) if booking.customer else None)
            for booking in self._bookings
            if (booking.kind, booking.order) not in known
        ]
        outcomes = Counter(self._outcomes)
        outcomes[Outcome.STORED, None] += len(fresh)
        outcomes[Outcome.DROPPED, DropReason.DUPLICATE_ORDER] += len(self._bookings) - len(fresh)
        rows = batch(self.site, fresh, outcome_rows(self.site, self.clock.now(), outcomes))
        try:
            await self.store.append(rows, ledger, {0: position}, {0: since})
        except Overtaken:
            return False
        return True

    def _duplicate(self, booking: Booking) -> None:
        self.report.duplicates += 1
        self.report.duplicate_rows += len(booking.lines)
        self.report.lines_total -= total(booking.lines)

    def _stored(self, booking: Booking) -> None:
        report = self.report
        if booking.kind == "order":
            report.orders += 1
            report.order_rows += len(booking.lines)
            report.revenue += booking.amount
        else:
            report.refunds += 1
            report.refund_rows += len(booking.lines)
            report.refunded += booking.amount
        report.without_country += not booking.country
        if booking.currency not in {"", self.site.currency} and booking.currency not in self.site.rates:
            report.other_currencies[booking.currency] = report.other_currencies.get(booking.currency, 0) + 1

    async def _known(self) -> set[tuple[str, str]]:
        """Which of the batch are in the store: orders by their id, whoever sent them; refunds by their own id."""
        columns = conversion_events.c
        orders = [booking.order for booking in self._bookings if booking.kind == "order"]
        refunds = [conversion_id(self.site, booking) for booking in self._bookings if booking.kind == "refund"]
        rows: Sequence[tuple[object, ...]] = await self.store.execute(
            sa.select(columns.kind, columns.order_id).where(
                columns.site_id == self.site.id,
                sa.or_(
                    sa.and_(columns.kind == "order", columns.order_id.in_(orders)), columns.conversion_id.in_(refunds)
                ),
            )
        )
        return {(str(kind), str(order)) for kind, order in rows}


async def import_orders(
    path: Path,
    mapping: Mapping,
    look: Survey,
    *,
    site: Site,
    store: Store,
    customer_id: Callable[[str], int],
    clock: Clock,
    progress: Progress,
) -> OrdersReport:
    """Import the file into the site; again, or after a crash, it goes on where it stopped and counts nothing twice.

    `look` is the survey of the file, and `customer_id` hashes its customers. Raises ImportRefused, also
    where another import of it is under way, and StoreUnavailable; what was stored stays and is not stored again.
    """
    rows = Rows(look.header, mapping, ZoneInfo(site.timezone))
    ledger = f"import:orders:{site.id}:{digest(look.digest, repr(mapping))}"
    position = (await positions(store, ledger)).get(0, 0)
    run = _Importer(site, store, mapping, customer_id, clock)
    count = 0
    for count, invoice in enumerate(invoices(path, rows, look.scattered, progress), start=1):
        if count <= position:
            run.skip(invoice)
        elif run.take(invoice):
            await run.flush(ledger, count, position)
            position = count
    if count > position:
        await run.flush(ledger, count, position)
    return run.report
