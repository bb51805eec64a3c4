"""Machines that share a configuration database give a visitor one id: by day, over midnight, and after an outage."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.servers.postgres import new_server

from ecomdash.cli.store_rooms import setup_token
from ecomdash.clock import US_PER_DAY, US_PER_HOUR, US_PER_MINUTE, US_PER_SECOND, FixedClock
from ecomdash.privacy.identifiers import SecretDamaged
from ecomdash.privacy.visitors import Visitors
from ecomdash.sites.database import Database, open_database
from ecomdash.sites.errors import DatabaseAway
from ecomdash.sites.keeping import SharedKeeping, open_shared
from ecomdash.sites.tables import NoteRow, SaltRow, SecretRow

DAY = 20_600
MIDNIGHT = (DAY + 1) * US_PER_DAY
ADDRESS = "203.0.113.9"


class Machine:
    """One collector's part of an installation, with a clock of its own."""

    def __init__(self, database: Database, keeping: SharedKeeping, clock: FixedClock) -> None:
        self.database, self.keeping, self.clock = database, keeping, clock
        self.visitors = Visitors(keeping, clock, os.urandom)

    def see(self, at: int, address: str = ADDRESS) -> int:
        self.clock.time = at
        return self.visitors.id(1, address, "Firefox", at)

    async def exchange(self, at: int) -> None:
        self.clock.time = at
        self.visitors.roll()
        await self.keeping.exchange(at)


async def machine(url: str, at: int = MIDNIGHT - 3 * US_PER_HOUR, inherited: bytes | None = None) -> Machine:
    database = open_database(url)
    await database.migrate()
    keeping = await open_shared(database, os.urandom, at, inherited=inherited)
    return Machine(database, keeping, FixedClock(at))


@pytest.fixture
async def pair(url: str) -> AsyncIterator[tuple[Machine, Machine]]:
    one, two = await machine(url), await machine(url)
    yield one, two
    await one.database.close()
    await two.database.close()


async def days(database: Database) -> set[int]:
    """The days whose salts are stored."""
    async with database.read() as session:
        return set((await session.scalars(sa.select(SaltRow.day))).all())


async def test_machines_share_secret_and_salts(pair: tuple[Machine, Machine]) -> None:
    one, two = pair
    assert one.keeping.secret == two.keeping.secret
    assert len(one.keeping.secret) == 32
    at = MIDNIGHT - 2 * US_PER_HOUR
    assert one.see(at) == two.see(at) != one.see(at, "203.0.113.10")
    assert await setup_token(one.database) == await setup_token(two.database) or not one.database.is_shared


async def test_tomorrows_salt_is_there_before_midnight(pair: tuple[Machine, Machine]) -> None:
    one, two = pair
    at = MIDNIGHT + 2 * US_PER_HOUR
    assert one.see(at) == two.see(at), "nobody was asked since yesterday"


async def test_salts_of_days_that_are_over_are_destroyed_everywhere(pair: tuple[Machine, Machine]) -> None:
    one, two = pair
    first = one.keeping.salts[DAY]
    assert await days(one.database) == {DAY, DAY + 1}
    await one.exchange(MIDNIGHT + US_PER_HOUR)
    assert await days(one.database) == {DAY, DAY + 1, DAY + 2}
    await one.exchange(MIDNIGHT + US_PER_DAY + US_PER_HOUR)
    assert await days(two.database) == {DAY + 1, DAY + 2, DAY + 3}
    await two.exchange(MIDNIGHT + US_PER_DAY + US_PER_HOUR)
    assert await days(two.database) == {DAY + 1, DAY + 2, DAY + 3}, "nobody brings a destroyed salt back"
    for here in pair:
        assert first not in here.keeping.salts.values()


async def test_a_visit_over_midnight_stays_one_visitors_on_every_machine(pair: tuple[Machine, Machine]) -> None:
    one, two = pair
    before = one.see(MIDNIGHT - 5 * US_PER_MINUTE)
    for here in pair:
        await here.exchange(MIDNIGHT - 4 * US_PER_MINUTE)
    assert two.see(MIDNIGHT + 5 * US_PER_MINUTE) == before
    for here in (two, one):
        await here.exchange(MIDNIGHT + 6 * US_PER_MINUTE)
    assert one.see(MIDNIGHT + 34 * US_PER_MINUTE) == before, "carried on by what the other machine saw"
    for here in pair:
        await here.exchange(MIDNIGHT + 35 * US_PER_MINUTE)
    assert two.see(MIDNIGHT + 62 * US_PER_MINUTE) == before
    assert one.see(MIDNIGHT + 4 * US_PER_HOUR) == two.see(MIDNIGHT + 4 * US_PER_HOUR) != before


async def test_a_machine_that_starts_after_midnight_hears_of_who_was_there(url: str) -> None:
    one = await machine(url)
    before = one.see(MIDNIGHT - US_PER_MINUTE)
    await one.exchange(MIDNIGHT - US_PER_MINUTE + US_PER_SECOND)
    two = await machine(url, MIDNIGHT + US_PER_MINUTE)
    await two.exchange(MIDNIGHT + US_PER_MINUTE + US_PER_SECOND)
    assert two.see(MIDNIGHT + 2 * US_PER_MINUTE) == before
    await one.database.close()
    await two.database.close()


async def test_the_notes_of_a_midnight_are_deleted_with_its_salts(pair: tuple[Machine, Machine]) -> None:
    one, _ = pair
    one.see(MIDNIGHT - US_PER_MINUTE)
    await one.exchange(MIDNIGHT)
    async with one.database.read() as session:
        assert await session.scalar(sa.select(NoteRow.day)) == DAY
    await one.exchange(MIDNIGHT + US_PER_DAY + US_PER_HOUR)
    async with one.database.read() as session:
        assert await session.scalar(sa.select(NoteRow.day)) is None


async def test_a_clock_that_is_a_year_off_takes_no_salt_from_the_others(pair: tuple[Machine, Machine]) -> None:
    one, two = pair
    at = MIDNIGHT - US_PER_HOUR
    before = one.see(at)
    await two.exchange(at + 365 * US_PER_DAY)
    await one.exchange(at + 10 * US_PER_MINUTE)
    assert one.see(at + 11 * US_PER_MINUTE) == before
    await two.exchange(at + 12 * US_PER_MINUTE)
    assert two.see(at + 13 * US_PER_MINUTE) == before


async def test_the_secret_of_the_folder_is_inherited_once(url: str) -> None:
    one = await machine(url, inherited=b"x" * 32)
    two = await machine(url, inherited=b"y" * 32)
    assert one.keeping.secret == two.keeping.secret == b"x" * 32
    async with one.database.write() as session:
        await session.execute(sa.update(SecretRow).values(value=b"short"))
    with pytest.raises(SecretDamaged, match="must have 32 bytes, not 5"):
        await open_shared(one.database, os.urandom, MIDNIGHT)
    await one.database.close()
    await two.database.close()


async def test_counting_goes_on_while_the_database_is_away(tmp_path: Path) -> None:
    server = new_server()
    one, two = await machine(server.url()), await machine(server.url())
    before = one.see(MIDNIGHT - US_PER_MINUTE)
    server.stop()
    for here in (one, two):
        with pytest.raises(DatabaseAway):
            await here.exchange(MIDNIGHT)
    assert one.see(MIDNIGHT + US_PER_MINUTE) == before
    assert one.see(MIDNIGHT + 5 * US_PER_HOUR) == two.see(MIDNIGHT + 5 * US_PER_HOUR), "drawn a day ahead"

    days_later = MIDNIGHT + 3 * US_PER_DAY
    apart = one.see(days_later), two.see(days_later)
    assert apart[0] != apart[1]
    server.start()
    for here in (one, two):
        await here.exchange(days_later + US_PER_MINUTE)
    again = days_later + 2 * US_PER_MINUTE
    assert one.see(again) == two.see(again) == apart[0], "the first to come back decides"
    await one.database.close()
    await two.database.close()
    server.stop()


async def test_what_could_not_be_told_is_told_later(tmp_path: Path) -> None:
    server = new_server()
    one, two = await machine(server.url()), await machine(server.url())
    server.stop()
    seen = [one.see(MIDNIGHT - 9 * US_PER_MINUTE, address) for address in ("203.0.113.1", "203.0.113.2")]
    with pytest.raises(DatabaseAway):
        await one.exchange(MIDNIGHT - 8 * US_PER_MINUTE)
    server.start()
    for here in (one, two):
        await here.exchange(MIDNIGHT - 7 * US_PER_MINUTE)
    assert [two.see(MIDNIGHT + 1, address) for address in ("203.0.113.1", "203.0.113.2")] == seen
    await one.database.close()
    await two.database.close()
    server.stop()
