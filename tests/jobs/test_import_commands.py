"""`ecomdash import` from the outside: which site it takes, what it prints, and what it refuses in one line."""

import asyncio
import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ecomdash.cli.folder import DataFolder
from ecomdash.cli.imports import app
from ecomdash.sites import registry
from ecomdash.sites.database import open_database

HEADER = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:27.0) Gecko/20100101 Firefox/27.0"
OWN = "http://www.shop.example/"
Command = Callable[..., Result]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def command(data: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(app, [*map(str, arguments), "--data", str(data)])

    return run


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([
            HEADER,
            ["1", "A1", "THING", "2", "2011-06-01 12:00:00", "1.50", "17850.0", "EIRE"],
            ["C2", "A1", "THING", "-1", "2011-06-02 12:00:00", "1.50", "17850.0", "EIRE"],
            ["3", "A1", "THING", "?", "2011-06-02 12:00:00", "1.50", "17850.0", "EIRE"],
        ])  # fmt: skip
    return path


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "access.log"
    start = '83.149.9.216 - - [17/May/2015:10:05:03 +0000] "GET'
    page, style = f'{start} / HTTP/1.1" 200 5 "-" "{AGENT}"', f'{start} /a.css HTTP/1.1" 200 5 "{OWN}" "{AGENT}"'
    path.write_text(f"{page}\n{style}\n")
    return path


def add_sites(data: Path, *sites: tuple[str, dict[str, object]]) -> None:
    async def add() -> None:
        database = open_database(f"sqlite:///{data / 'sites.sqlite'}")
        await database.migrate()
        async with database.write() as session:
            for key, fields in sites:
                await registry.create(session, 0, "test", {"name": key, **fields}, key=key)
        await database.close()

    asyncio.run(add())


def test_orders_into_a_new_site_and_again(command: Command, orders: Path) -> None:
    first = command("orders", orders, "--mapping", "online-retail")
    assert first.exit_code == 0, first.output
    assert "Made the site Online Retail for it (key online-retail)." in first.stderr
    assert "1 order, 3.00 GBP" in first.stdout
    assert "Revenue less refunds of this run: 1.50 GBP" in first.stdout
    assert "line 4: '?' is not a quantity" in first.stdout
    again = command("orders", orders, "--mapping", "online-retail")
    assert "Made the site" not in again.stderr
    assert "by an earlier run over this file" in again.stdout


def test_orders_into_the_only_site_that_suits(command: Command, orders: Path, data: Path) -> None:
    add_sites(data, ("demo", {"currency": "GBP"}), ("mine", {"currency": "GBP"}), ("euro", {"currency": "EUR"}))
    result = command("orders", orders, "--mapping", "online-retail")
    assert "into mine (key mine)" in result.stdout


def test_several_sites_that_suit_are_named(command: Command, orders: Path, data: Path) -> None:
    add_sites(data, ("one", {"currency": "GBP"}), ("two", {"currency": "GBP"}))
    result = command("orders", orders, "--mapping", "online-retail")
    assert result.exit_code == 2
    assert "say which one with --site: one (one), two (two)" in result.stderr


def test_another_currency_is_refused_before_anything_is_stored(command: Command, orders: Path, data: Path) -> None:
    add_sites(data, ("euro", {"currency": "EUR"}))
    result = command("orders", orders, "--mapping", "online-retail", "--site", "euro")
    assert result.exit_code == 2
    assert "the file is in GBP; euro keeps EUR and has no rate for it" in result.stderr


def test_a_rate_makes_another_currency_possible(command: Command, orders: Path, data: Path) -> None:
    add_sites(data, ("euro", {"currency": "EUR", "rates": {"GBP": Decimal("1.2")}}))
    result = command("orders", orders, "--mapping", "online-retail", "--site", "euro")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("orders", "{orders}", "--mapping", "nothing"), "no mapping 'nothing'"),
        (
            ("orders", "{orders}", "--mapping", "shopify-orders"),
            "the file has no column 'Billing Country', 'Created at'",
        ),
        (("orders", "/nowhere.csv", "--mapping", "online-retail"), "cannot read /nowhere.csv"),
        (("orders", "{orders}", "--mapping", "online-retail", "--site", "x"), "there is no site with the key 'x'"),
        (
            ("orders", "{semicolons}", "--mapping", "online-retail"),
            "parted by ';', and the mapping says delimiter = ','",
        ),
        (("access-log", "{orders}"), "this is no access log"),
        (("access-log", "/nowhere.log"), "cannot read /nowhere.log"),
    ],
)
def test_what_is_wrong_is_one_line_and_leaves_nothing_behind(
    command: Command, orders: Path, data: Path, arguments: tuple[str, ...], complaint: str
) -> None:
    semicolons = orders.with_name("semicolons.csv")
    semicolons.write_text(orders.read_text().replace(",", ";"))
    result = command(*(argument.format(orders=orders, semicolons=semicolons) for argument in arguments))
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert "Traceback" not in result.output
    assert "--site" in arguments or not data.exists(), "nothing is made for what cannot be imported"


def test_a_folder_in_use_is_refused(command: Command, orders: Path, data: Path) -> None:
    server = DataFolder(data)
    result = command("orders", orders, "--mapping", "online-retail")
    server.release()
    assert result.exit_code == 2
    assert "stop the server, import, and start it again" in result.stderr


def test_an_access_log_goes_to_the_site_of_its_host(command: Command, log: Path, data: Path) -> None:
    add_sites(data, ("other", {"domains": ["other.example"]}), ("shop", {"domains": ["www.shop.example"]}))
    result = command("access-log", log)
    assert result.exit_code == 0, result.output
    assert "into shop (key shop)" in result.stdout


def test_an_access_log_makes_the_site_of_its_host(command: Command, log: Path) -> None:
    result = command("access-log", log)
    assert "Made the site shop.example for it (key shop.example)." in result.stderr
    assert "by an earlier run over this log" in command("access-log", log).stdout


def test_a_log_that_names_no_host_asks_for_it(command: Command, tmp_path: Path, log: Path) -> None:
    path = tmp_path / "short.log"
    path.write_text(log.read_text().splitlines()[0] + "\n")
    assert "say it with --host, or name a site with --site" in command("access-log", path).stderr
    assert "key shop.example" in command("access-log", path, "--host", "shop.example").stdout
