"""Making, changing and retiring sites, and what the directory says of them."""

from decimal import Decimal
from typing import Any

import pytest

from ecomdash.sites import audit, registry
from ecomdash.sites.database import Database
from ecomdash.sites.errors import Conflict, InvalidField, Missing


async def _create(database: Database, key: str | None = None, **fields: Any) -> int:
    async with database.write() as session:
        row = await registry.create(session, 5, "test", {"name": "Shop", **fields}, key=key)
    return row.id


async def test_a_new_site_is_in_the_directory_at_once(database: Database) -> None:
    site_id = await _create(
        database,
        domains=["https://Shop.Example.com:8080/path?x", "müller.example", "shop.example.com"],
        timezone="Europe/London",
        currency="GBP",
        rates={"EUR": Decimal("0.85")},
        query_params=["variant", " page "],
    )
    site = database.directory.by_id(site_id)
    assert site is not None
    assert database.directory.by_key(site.key) is site
    assert site.domains == ("shop.example.com", "xn--mller-kva.example")
    assert (site.timezone, site.currency, site.consent_mode) == ("Europe/London", "GBP", "required")
    assert site.rates == {"EUR": Decimal("0.85")}
    assert site.query_params == ("variant", "page")


async def test_keys_differ_and_no_key_means_the_demo_site(database: Database) -> None:
    first, second = await _create(database), await _create(database)
    assert first != second
    assert len({site.key for site in database.directory.all()}) == 2
    assert database.directory.by_key(None) is None
    await _create(database, key="demo")
    demo = database.directory.by_key(None)
    assert demo is not None
    assert demo.key == "demo"
    with pytest.raises(Conflict):
        await _create(database, key="demo")


@pytest.mark.parametrize(
    ("field", "value", "wrong"),
    [
        ("name", "  ", "name"),
        ("name", "x" * 121, "name"),
        ("timezone", "Europe/Atlantis", "timezone"),
        ("timezone", "../../etc/passwd", "timezone"),
        ("currency", "ZZZ", "currency"),
        ("domains", ["good.example", "bad domain"], "domains.1"),
        ("domains", ["."], "domains.0"),
        ("domains", ["a" * 64 + ".example"], "domains.0"),
        ("domains", ["-x.example"], "domains.0"),
        ("domains", ["x'; drop table sites; --"], "domains.0"),
        ("consent_mode", "never", "consent_mode"),
        ("query_params", ["a=b"], "query_params.0"),
        ("rates", {"EUR": Decimal(1)}, "rates.EUR"),
        ("rates", {"USD": Decimal(0)}, "rates.USD"),
        ("rates", {"USD": Decimal("NaN")}, "rates.USD"),
        ("rates", {"usd": Decimal(1)}, "rates.usd"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_is_made(
    database: Database, field: str, value: object, wrong: str
) -> None:
    with pytest.raises(InvalidField) as caught:
        await _create(database, key=None, **{field: value})
    assert caught.value.field == wrong
    assert database.directory.all() == ()


async def test_an_update_changes_only_what_is_given(database: Database) -> None:
    site_id = await _create(database, currency="GBP", rates={"EUR": Decimal("0.85"), "USD": Decimal("0.75")})
    async with database.write() as session:
        await registry.update(session, 6, "ann", site_id, {"name": "New", "respect_dnt": True})
    site = database.directory.by_id(site_id)
    assert site is not None
    assert (site.name, site.respect_dnt, site.currency) == ("New", True, "GBP")
    async with database.write() as session:
        await registry.update(session, 7, "ann", site_id, {"currency": "EUR"})
    site = database.directory.by_id(site_id)
    assert site is not None
    assert site.rates == {}, "rates are prices in the currency that the site no longer has"
    async with database.read() as session:
        log = await audit.latest(session, 10)
    assert [(entry.actor, entry.action) for entry in log] == [
        ("ann", "site.update"),
        ("ann", "site.update"),
        ("test", "site.create"),
    ]
    assert "respect_dnt" in log[1].subject


async def test_a_retired_site_is_gone_and_its_id_is_never_given_out_again(database: Database) -> None:
    site_id = await _create(database)
    key = database.directory.all()[0].key
    async with database.write() as session:
        await registry.retire(session, 6, "ann", site_id)
    assert database.directory.by_id(site_id) is None
    assert database.directory.by_key(key) is None
    async with database.read() as session:
        assert await registry.retired(session) == [site_id]
        with pytest.raises(Missing):
            await registry.get(session, site_id)
    async with database.write() as session:
        await registry.remove(session, site_id)
    async with database.read() as session:
        assert await registry.retired(session) == []
    assert await _create(database) > site_id


async def test_removing_needs_retiring_first(database: Database) -> None:
    site_id = await _create(database)
    async with database.write() as session:
        await registry.remove(session, site_id)
    assert database.directory.by_id(site_id) is not None
