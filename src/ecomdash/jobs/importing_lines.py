"""Reads an order file's rows into typed lines, by a mapping; a row that cannot be read is a value that says why."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from ecomdash.events import limits
from ecomdash.jobs.importing import ImportRefused
from ecomdash.jobs.importing_mapping import DELIMITERS, Mapping, country_code

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_INTEGER = 2**31 - 1  # the store keeps quantities in 32 bits
_DECIMALS = -4  # smallest exponent of an amount: the store keeps four decimals
NOTHING = Decimal(0)


class Line(Struct, frozen=True, gc=False):
    """One line of an order; money in the file's currency, `occurred_at` microseconds UTC, an unknown text is ''."""

    order: str
    product: str
    name: str
    variant: str
    brand: str
    category: str
    quantity: int
    price: Decimal
    discount: Decimal
    occurred_at: int
    customer: str
    country: str
    currency: str
    coupon: str

    @property
    def amount(self) -> Decimal:
        """What the line adds to the order's sum: quantity x price - discount, exact."""
        return self.quantity * self.price - self.discount


class Totals(Struct, frozen=True):
    """Amounts the file gives for a whole order; None where it gives none."""

    total: Decimal | None = None
    tax: Decimal | None = None
    shipping: Decimal | None = None
    discount: Decimal | None = None
    refunded: Decimal | None = None


class UnreadableRow(ValueError):  # noqa: N818 - names what the row is
    """A row is not a line of an order; the message says which column is wrong."""


def columns_at(header: Sequence[str], mapping: Mapping) -> dict[str, int]:
    """Position of each column that the mapping names, by its field. Raises ImportRefused when one is missing."""
    positions = {heading.strip(): index for index, heading in enumerate(header)}
    wanted = {field: getattr(mapping.columns, field) for field in mapping.columns.__struct_fields__}
    missing = sorted(heading for heading in wanted.values() if heading is not None and heading not in positions)
    if missing:
        other = max(DELIMITERS, key=header[0].count)
        if len(header) == 1 and other in header[0]:
            raise ImportRefused(
                f"the file's columns are parted by {other!r}, and the mapping says delimiter = {mapping.delimiter!r}: "
                "give a mapping file of your own that says so"
            )
        raise ImportRefused(f"the file has no column {', '.join(map(repr, missing))}; it has {', '.join(positions)}")
    return {field: positions[heading] for field, heading in wanted.items() if heading is not None}


class Rows:
    """Turns rows into lines for one file. Raises ImportRefused when a column of the mapping is missing."""

    def __init__(self, header: Sequence[str], mapping: Mapping, zone: ZoneInfo) -> None:
        self.mapping = mapping
        self.width = len(header)
        self._at = columns_at(header, mapping)
        self.order_at = self._at["order"]
        self._when = lru_cache(65_536)(_time_reader(mapping.rules.time_format, zone))
        self._money = lru_cache(65_536)(_money_reader(decimal_comma=mapping.rules.decimal_comma))
        self._country = lru_cache(1_024)(lambda name: country_code(mapping, name))

    def order(self, row: Sequence[str]) -> str:
        """The order id of a row, '' when it has none."""
        return row[self.order_at].strip() if self.order_at < len(row) else ""

    def _text(self, row: Sequence[str], field: str, longest: int = limits.TEXT_CHARS) -> str:
        at = self._at.get(field)
        return row[at].strip()[:longest] if at is not None else ""

    def _amount(self, row: Sequence[str], field: str) -> Decimal | None:
        at = self._at.get(field)
        return self._money(row[at]) if at is not None and row[at].strip() else None

    def line(self, row: Sequence[str], order: str, first: Line | None) -> Line:
        """The row as a line of `order`; what it names once is on its `first` line. Raises UnreadableRow."""
        if len(row) != self.width:
            raise UnreadableRow(f"{len(row)} columns instead of {self.width}")
        if not order or len(order) > limits.ID_CHARS:
            raise UnreadableRow("no order id" if not order else "the order id is too long")
        price = self._amount(row, "price")
        if price is None:
            raise UnreadableRow("no price")
        when, country = self._text(row, "time"), self._text(row, "country")
        customer = self._text(row, "customer").removesuffix(self.mapping.rules.customer_suffix)
        return Line(
            order=order,
            product=self._text(row, "product", limits.ID_CHARS) or self._text(row, "name", limits.ID_CHARS),
            name=self._text(row, "name"),
            variant=self._text(row, "variant"),
            brand=self._text(row, "brand"),
            category=self._text(row, "category"),
            quantity=_quantity(row[self._at["quantity"]]),
            price=price,
            discount=self._amount(row, "discount") or NOTHING,
            occurred_at=self._when(when) if when or first is None else first.occurred_at,
            customer=customer or (first.customer if first else ""),
            country=self._country(country) if country or first is None else first.country,
            currency=self._text(row, "currency") or (first.currency if first else self.mapping.currency),
            coupon=self._text(row, "coupon") or (first.coupon if first else ""),
        )

    def totals(self, row: Sequence[str]) -> Totals:
        """What the first row of an order says of the whole of it. Raises UnreadableRow."""
        return Totals(
            total=self._amount(row, "total"),
            tax=self._amount(row, "tax"),
            shipping=self._amount(row, "shipping"),
            discount=self._amount(row, "order_discount"),
            refunded=self._amount(row, "refunded"),
        )


def _quantity(text: str) -> int:
    try:
        quantity = int(text)
    except ValueError:
        raise UnreadableRow(f"{text!r} is not a quantity") from None
    if abs(quantity) > _INTEGER:
        raise UnreadableRow(f"the quantity {quantity} is too large")
    return quantity


def _money_reader(*, decimal_comma: bool) -> Callable[[str], Decimal]:
    def read(text: str) -> Decimal:
        plain = text.strip().replace(".", "").replace(",", ".") if decimal_comma else text.strip()
        try:
            amount = Decimal(plain)
        except InvalidOperation:
            raise UnreadableRow(f"{text!r} is not an amount") from None
        if not amount.is_finite() or abs(amount) > limits.MONEY:
            raise UnreadableRow(f"the amount {text} is out of bounds")
        exponent = amount.as_tuple().exponent
        if isinstance(exponent, int) and exponent < _DECIMALS and amount.normalize().as_tuple().exponent < _DECIMALS:  # type: ignore[operator]  # finite, so an int
            raise UnreadableRow(f"the amount {text} has more than four decimals")
        return amount

    return read


def _time_reader(form: str, zone: ZoneInfo) -> Callable[[str], int]:
    def read(text: str) -> int:
        try:
            when = datetime.fromisoformat(text) if form == "iso" else datetime.strptime(text, form)  # noqa: DTZ007 - the zone follows
        except ValueError:
            raise UnreadableRow(f"{text!r} is not a time like {form}") from None
        return ((when if when.tzinfo else when.replace(tzinfo=zone)) - _EPOCH) // _MICROSECOND

    return read
