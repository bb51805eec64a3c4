"""What a row of an order file is read as, and which invoice its lines become."""

import csv
import gzip
import lzma
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ecomdash.jobs.importing import ImportRefused
from ecomdash.jobs.importing_bookings import Booking, book
from ecomdash.jobs.importing_invoices import Invoice, invoices, survey
from ecomdash.jobs.importing_lines import Rows, UnreadableRow
from ecomdash.jobs.importing_mapping import Mapping, built_in, country_code, load_mapping

LONDON = ZoneInfo("Europe/London")
HEADER = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]
ONLINE_RETAIL = load_mapping("online-retail")


def quiet(done: int, size: int | None) -> None:
    """Progress nobody watches."""


def row(order: str = "1", quantity: str = "2", price: str = "1.50", **other: str) -> list[str]:
    cells = dict(
        zip(HEADER, [order, "A1", "THING", quantity, "2011-06-01 12:00:00", price, "17850.0", "EIRE"], strict=True)
    )
    return list((cells | other).values())


def booked(*rows: list[str], prefix: str = "C") -> list[Booking]:
    reader = Rows(HEADER, ONLINE_RETAIL, LONDON)
    return book(Invoice(rows[0][0], [reader.line(cells, cells[0], None) for cells in rows], []), prefix)


def write(path: Path, *rows: list[str], header: list[str] = HEADER) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def test_a_row_is_read_exactly_and_in_the_sites_zone() -> None:
    line = Rows(HEADER, ONLINE_RETAIL, LONDON).line(row(price="0.001"), "1", None)
    assert line.price == Decimal("0.001")
    assert line.amount == Decimal("0.002")
    assert line.occurred_at == 1_306_926_000_000_000  # 11:00 UTC, as London is an hour ahead in June
    assert (line.customer, line.country) == ("17850", "IE")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (row()[:-1], "7 columns instead of 8"),
        (row(order=""), "no order id"),
        (row(order="1" * 129), "the order id is too long"),
        (row(quantity="two"), "'two' is not a quantity"),
        (row(quantity="2147483648"), "the quantity 2147483648 is too large"),
        (row(price=""), "no price"),
        (row(price="free"), "'free' is not an amount"),
        (row(price="NaN"), "the amount NaN is out of bounds"),
        (row(price="1e30"), "the amount 1e30 is out of bounds"),
        (row(price="0.00001"), "the amount 0.00001 has more than four decimals"),
        (row(InvoiceDate="1.6.2011"), "'1.6.2011' is not a time like %Y-%m-%d %H:%M:%S"),
    ],
)
def test_an_unreadable_row_says_why(cells: list[str], reason: str) -> None:
    with pytest.raises(UnreadableRow, match=f"^{reason}$"):
        Rows(HEADER, ONLINE_RETAIL, LONDON).line(cells, cells[0].strip(), None)


def test_sold_lines_are_an_order_with_its_free_lines_and_repeated_lines() -> None:
    (order,) = booked(row(), row(), row(price="0"))
    assert (order.kind, order.amount, len(order.lines)) == ("order", Decimal("6.00"), 3)


def test_a_cancellation_is_a_refund_of_its_own() -> None:
    (refund,) = booked(row("C7", "-2"), row("C7", "-1", "4.00"))
    assert (refund.kind, refund.order, refund.amount, refund.restates) == ("refund", "C7", Decimal("7.00"), False)


def test_a_negative_price_is_money_given_back() -> None:
    (refund,) = booked(row("A5", "1", "-11062.06"))
    assert (refund.kind, refund.amount) == ("refund", Decimal("11062.06"))


def test_a_returned_line_in_an_order_is_a_refund_of_that_order() -> None:
    order, refund = booked(row(), row(quantity="-1", price="0.50"))
    assert (order.kind, order.amount, len(order.lines)) == ("order", Decimal("3.00"), 1)
    assert (refund.kind, refund.amount, refund.restates, refund.order) == ("refund", Decimal("0.50"), True, "1")


def test_an_invoice_with_nothing_sold_is_nothing() -> None:
    assert booked(row(quantity="-30", price="0"), row(quantity="12", price="0")) == []


def test_a_cancellation_that_takes_money_in_is_an_order() -> None:
    assert [(b.kind, b.amount) for b in booked(row("C8", "2"))] == [("order", Decimal("3.00"))]


def test_scattered_invoices_come_once_and_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "o.csv", row("1"), row("2"), row("1"), row("3"), row("3"), row("2"))
    look = survey(path, ONLINE_RETAIL)
    assert (look.rows, look.scattered) == (6, {"1": 4, "2": 7})
    found = list(invoices(path, Rows(look.header, ONLINE_RETAIL, LONDON), look.scattered, quiet))
    assert [(i.order, len(i.lines)) for i in found] == [("1", 2), ("3", 2), ("2", 2)]


def test_faults_stay_with_their_invoice_and_say_their_line(tmp_path: Path) -> None:
    path = write(tmp_path / "o.csv", row("1"), row("1", quantity="?"), row("", "1"))
    look = survey(path, ONLINE_RETAIL)
    first, nameless = invoices(path, Rows(look.header, ONLINE_RETAIL, LONDON), look.scattered, quiet)
    assert (len(first.lines), first.faults[0].line) == (1, 3)
    assert (nameless.lines, nameless.faults[0].reason) == ([], "no order id")


@pytest.mark.parametrize("opener", [gzip.open, lzma.open])
def test_compression_changes_nothing(tmp_path: Path, opener: object) -> None:
    plain = write(tmp_path / "o.csv", row())
    packed = tmp_path / "o.packed"
    with opener(packed, "wb") as file:  # type: ignore[operator]  # both have the same signature
        file.write(plain.read_bytes())
    assert survey(packed, ONLINE_RETAIL) == survey(plain, ONLINE_RETAIL)


def test_a_cut_off_file_is_refused(tmp_path: Path) -> None:
    packed = tmp_path / "o.csv.xz"
    packed.write_bytes(lzma.compress(b"InvoiceNo,x\n" * 10_000)[:-20])
    with pytest.raises(ImportRefused, match="damaged or cut off"):
        survey(packed, ONLINE_RETAIL)


def test_a_file_without_the_columns_says_which(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"no column 'Country', .*'InvoiceNo', .*; it has a, b"):
        survey(write(tmp_path / "o.csv", ["1", "2"], header=["a", "b"]), ONLINE_RETAIL)
    with pytest.raises(ImportRefused, match="no column 'Country', 'CustomerID'"):
        Rows(HEADER[:6], ONLINE_RETAIL, LONDON)


def test_an_empty_or_missing_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "o.csv").touch()
    with pytest.raises(ImportRefused, match="is empty"):
        survey(tmp_path / "o.csv", ONLINE_RETAIL)
    with pytest.raises(ImportRefused, match=r"cannot read .*: No such file"):
        survey(tmp_path / "none.csv", ONLINE_RETAIL)


def test_every_built_in_mapping_loads() -> None:
    assert built_in() == ["online-retail", "shopify-orders"]
    assert all(load_mapping(name).title for name in built_in())


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("title = 1", "title must be text, and is a number"),
        ("title = 'x'\n[columns]\norder = 'o'", r"'product' is missing in \[columns\]"),
        ("title = 'x'\n[columns]\nordre = 'o'", r"no 'ordre' in \[columns\]; there may be order, product, quantity"),
        ("title = 'x'\ncolour = 'red'", "there is no 'colour'; there may be title, shop, columns"),
        ("title = 'x'\ndelimiter = ':'\n", "delimiter cannot be ':'"),
        ("title = 'x'\ndelimiter = ';'\ncurrency = 'x'\nencoding = 8", "encoding must be text"),
        ("title = ", "is not TOML: Invalid value"),
    ],
)
def test_a_wrong_mapping_says_what_is_wrong(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text)
    with pytest.raises(ImportRefused, match=complaint):
        load_mapping(str(path))


def test_an_unknown_mapping_names_the_known_ones() -> None:
    with pytest.raises(ImportRefused, match="online-retail, shopify-orders"):
        load_mapping("nothing-such")


@pytest.mark.parametrize(
    ("name", "code"),
    [("United Kingdom", "GB"), ("usa", "US"), (" Czech Republic ", "CZ"), ("de", "DE"), ("RSA", "ZA"), ("Atlantis", ""),
     ("Channel Islands", "JE"), ("European Community", "EU"), ("Unspecified", ""), ("EIRE", "IE"), ("", "")],
)  # fmt: skip
def test_country_names(name: str, code: str) -> None:
    assert country_code(ONLINE_RETAIL, name) == code


def test_decimal_commas(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        "title = 'x'\ndelimiter = ';'\n[columns]\norder = 'o'\nproduct = 'p'\nquantity = 'q'\nprice = 'v'\ntime = 't'\n"
        "[rules]\ndecimal_comma = true\n"
    )
    own: Mapping = load_mapping(str(path))
    line = Rows(["o", "p", "q", "v", "t"], own, LONDON).line(
        ["1", "x", "1", "1.234,50", "2024-01-01T00:00Z"], "1", None
    )
    assert line.amount == Decimal("1234.50")
    assert line.occurred_at == 1_704_067_200_000_000
