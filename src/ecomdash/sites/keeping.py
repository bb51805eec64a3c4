"""Keeps the installation's secret, its salts and its midnights in the configuration database, for many machines.

Counting never waits for the database: it is asked in the background, tomorrow's salt is there a day before it is
needed, and while nobody answers each process goes on with what it knows.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import structlog
from sqlalchemy import delete, select

from ecomdash.clock import US_PER_DAY, US_PER_MINUTE, US_PER_SECOND
from ecomdash.events.limits import SESSION_GAP_US
from ecomdash.privacy.identifiers import checked_secret, new_secret
from ecomdash.privacy.salts import SALT_BYTES, Draw, may_stay, with_today
from ecomdash.sites.database import Database
from ecomdash.sites.errors import DatabaseAway
from ecomdash.sites.tables import NoteRow, SaltRow, SecretRow

VISITORS: Final = "visitors"  # the name of the secret
_SALTS_US: Final = 5 * US_PER_MINUTE  # how often the salts are looked at
_NOTES_US: Final = US_PER_SECOND  # how often midnight's notes are exchanged, while there may be any
_WAITING: Final = 200_000  # notes to be told or to be taken, as many as a carry remembers

_logger = structlog.get_logger(__name__)


class _Midnight:
    """The notes of one midnight: what is to be told, and what was heard."""

    def __init__(self, day: int) -> None:
        self._begin = (day + 1) * US_PER_DAY - SESSION_GAP_US
        self._latest = (day + 1) * US_PER_DAY
        self.told: deque[tuple[int, int]] = deque(maxlen=_WAITING)
        self.heard: deque[tuple[int, int]] = deque(maxlen=_WAITING)
        self.read_to = 0

    def add(self, visitor: int, at: int) -> None:
        self.told.append((visitor, at))
        self._latest = max(self._latest, at)

    def news(self) -> Iterator[tuple[int, int]]:
        while self.heard:
            yield self.heard.popleft()

    def close(self) -> None:
        self.told.clear()

    def matters(self, now: int) -> bool:
        """Whether anybody's visit may begin to be, or still be, carried over it."""
        return bool(self.told) or self._begin <= now <= self._latest + SESSION_GAP_US

    def hear(self, rows: Iterable[NoteRow]) -> None:
        for row in rows:
            self.heard.append((row.visitor_id, row.seen_at))
            self._latest = max(self._latest, row.seen_at)
            self.read_to = row.id


class SharedKeeping:
    """One per process; `exchange` is to be awaited about once a second. Safe in any thread but for `exchange`."""

    def __init__(self, database: Database, secret: bytes, random: Callable[[int], bytes]) -> None:
        self.secret = secret
        self.salts: dict[int, bytes] = {}
        self._database, self._random = database, random
        self._midnights: dict[int, _Midnight] = {}
        self._salts_at = self._notes_at = -US_PER_DAY
        self._today = -1

    def roll(self, today: int, draw: Draw) -> None:
        """In memory alone; the others are asked at the next exchange, and their salt is the one that counts."""
        self.salts = with_today(self.salts, today, draw)
        self._midnights = {day: held for day, held in self._midnights.items() if may_stay(day, today)}

    def notes(self, day: int) -> _Midnight:
        return self._midnights.setdefault(day, _Midnight(day))

    async def exchange(self, now: int) -> None:
        """Tell the others and hear from them, where it is time to (`now` in microseconds). Raises DatabaseAway."""
        today = now // US_PER_DAY
        if today != self._today or not 0 <= now - self._salts_at < _SALTS_US:
            await self._exchange_salts(today)
            self._today, self._salts_at = today, now
        if not 0 <= now - self._notes_at < _NOTES_US:
            for day, midnight in list(self._midnights.items()):
                if midnight.matters(now):
                    await self._exchange_notes(day, midnight)
            self._notes_at = now

    async def _exchange_salts(self, today: int) -> None:
        async with self._database.locked() as session:
            rows = (await session.scalars(select(SaltRow))).all()
            stored = {row.day: row.salt for row in rows if may_stay(row.day, today)}
            kept = {today + 1: self._random(SALT_BYTES)}  # tomorrow's, before anybody needs it
            kept |= with_today(self.salts, today, lambda _: self._random(SALT_BYTES)) | stored
            session.add_all(SaltRow(day=day, salt=salt) for day, salt in kept.items() if day not in stored)
            gone = {row.day for row in rows} - kept.keys()
            if gone:
                await session.execute(delete(SaltRow).where(SaltRow.day.in_(gone)))
            await session.execute(delete(NoteRow).where(NoteRow.day.not_in((today - 1, today, today + 1))))
        if any(salt != kept[day] for day, salt in self.salts.items() if day in kept):
            _logger.warning("other salts are shared than were drawn while the database was away")
        self.salts = kept

    async def _exchange_notes(self, day: int, midnight: _Midnight) -> None:
        """Under the lock ids grow in the order of commits, so that no row can appear behind what was read."""
        telling = [midnight.told.popleft() for _ in range(len(midnight.told))]
        try:
            async with self._database.locked() as session:
                newer = select(NoteRow).where(NoteRow.day == day, NoteRow.id > midnight.read_to).order_by(NoteRow.id)
                midnight.hear((await session.scalars(newer)).all())
                session.add_all(NoteRow(day=day, visitor_id=visitor, seen_at=at) for visitor, at in telling)
        except DatabaseAway:
            midnight.told.extendleft(reversed(telling))
            raise


async def open_shared(
    database: Database, random: Callable[[int], bytes], now: int, *, inherited: bytes | None = None
) -> SharedKeeping:
    """The keeping of a migrated database, with its salts. Raises SecretDamaged and DatabaseAway.

    The secret is made when there is none yet: `inherited`, where the installation had one before, else a random one.
    """
    if inherited is not None:
        checked_secret(inherited, "the secret in the data folder")
    found = await shared_secret(database, VISITORS, lambda: inherited or new_secret(random))
    secret = checked_secret(found, "the secret in the configuration database")
    keeping = SharedKeeping(database, secret, random)
    await keeping.exchange(now)
    return keeping


async def shared_secret(database: Database, name: str, make: Callable[[], bytes]) -> bytes:
    """The installation's secret of that name, made where there is none; all processes get the same.

    Raises DatabaseAway.
    """
    async with database.locked() as session:
        row = await session.get(SecretRow, name)
        if row is None:
            row = SecretRow(name=name, value=make())
            session.add(row)
        return row.value
