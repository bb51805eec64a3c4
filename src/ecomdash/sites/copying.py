"""Copies the configuration database: as a file for a backup, or row by row into another database."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import REGCLASS
from sqlalchemy.ext.asyncio import AsyncSession

from ecomdash.sites.database import Database
from ecomdash.sites.tables import Base, NoteRow, SaltRow

_PASSING: Final = (SaltRow, NoteRow)  # what must be gone when its day is over is in no copy that lasts
_ROWS: Final = 500  # of one INSERT


class TargetNotEmpty(Exception):  # noqa: N818 - names the state
    """The database to copy into has rows of its own; nothing of it was changed."""


class CopyDiffers(Exception):  # noqa: N818 - names what happened
    """What was written reads differently; nothing of it was kept. The message names the table."""


def file_of(url: str) -> Path | None:
    """The file that a configuration database lies in; None where it is a server's."""
    address = sa.make_url(url)
    return Path(address.database) if address.get_backend_name() == "sqlite" and address.database else None


def copy_file(source: Path, target: Path) -> None:
    """Write one consistent state of a database file, in use or not, without what was deleted and without salts.

    `target` must not be there yet. Raises sqlalchemy.exc.SQLAlchemyError.
    """
    _run(source, sa.text("VACUUM INTO :target").bindparams(target=str(target)))
    with _connected(target) as connection:
        there = set(sa.inspect(connection).get_table_names())
    for row in _PASSING:
        if row.__tablename__ in there:
            _run(target, sa.delete(row))
    _run(target, sa.text("VACUUM"))


def count_sites(file: Path) -> int:
    """The number of sites in a database file. Raises sqlalchemy.exc.SQLAlchemyError where it is none."""
    with _connected(file) as connection:
        return int(connection.execute(sa.text("SELECT count(*) FROM sites")).scalar_one())


async def copy_rows(source: Database, target: Database) -> dict[str, int]:
    """Copy every table of one migrated database into an empty one, in one transaction; the rows by table.

    A target that has the very same rows already is as good. Raises TargetNotEmpty, CopyDiffers and DatabaseAway.
    """
    async with source.read() as reading, target.locked() as writing:
        tables = Base.metadata.sorted_tables
        wanted = {table: await _rows(reading, table) for table in tables}
        found = {table: await _rows(writing, table) for table in tables}
        if wanted != found:
            if any(found.values()):
                raise TargetNotEmpty("the configuration database to copy into has rows of its own; name an empty one")
            for table in tables:
                await _insert(writing, table, wanted[table])
                if await _rows(writing, table) != wanted[table]:
                    raise CopyDiffers(f"the rows of {table.name} read differently in the copy; nothing was kept")
                await _go_on_after(writing, table, await _last_id(reading, table, source), target)
        return {table.name: len(rows) for table, rows in wanted.items()}


async def _rows(session: AsyncSession, table: sa.Table) -> list[tuple[Any, ...]]:
    found = await session.execute(sa.select(table).order_by(*table.primary_key))
    return [tuple(row) for row in found]


async def _insert(session: AsyncSession, table: sa.Table, rows: Sequence[tuple[Any, ...]]) -> None:
    names = table.c.keys()
    for start in range(0, len(rows), _ROWS):
        some = [dict(zip(names, row, strict=True)) for row in rows[start : start + _ROWS]]
        await session.execute(sa.insert(table), some)


def _counted(table: sa.Table) -> sa.Column[Any] | None:
    """The column that the database numbers by itself."""
    return table.autoincrement_column


async def _last_id(session: AsyncSession, table: sa.Table, database: Database) -> int:
    """The highest id ever given out, as far as the database remembers; ids of deleted sites are not given again."""
    column = _counted(table)
    if column is None:
        return 0
    highest = (await session.execute(sa.select(sa.func.max(column)))).scalar() or 0
    remembered: sa.Executable | None = None
    if database.is_shared:
        remembered = sa.select(sa.func.pg_sequence_last_value(sa.cast(_sequence(table, column), REGCLASS)))
    elif table.dialect_options["sqlite"]["autoincrement"]:
        remembered = sa.text("SELECT max(seq) FROM sqlite_sequence WHERE name = :name").bindparams(name=table.name)
    last = (await session.execute(remembered)).scalar() if remembered is not None else None
    return max(int(highest), int(last or 0))


async def _go_on_after(session: AsyncSession, table: sa.Table, last: int, database: Database) -> None:
    """Let the next id be the one after `last`."""
    column = _counted(table)
    if column is None or not last:
        return
    if database.is_shared:
        await session.execute(sa.select(sa.func.setval(_sequence(table, column), last)))
    elif table.dialect_options["sqlite"]["autoincrement"]:
        name = {"name": table.name}
        await session.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), name)
        await session.execute(sa.text("INSERT INTO sqlite_sequence VALUES (:name, :last)"), {**name, "last": last})


def _sequence(table: sa.Table, column: sa.Column[Any]) -> sa.ColumnElement[str]:
    return sa.func.pg_get_serial_sequence(table.name, column.name)


def _connected(file: Path) -> sa.Connection:
    engine = sa.create_engine(f"sqlite:///{file}", poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    return engine.connect()


def _run(file: Path, statement: sa.Executable) -> None:
    with _connected(file) as connection:
        connection.execute(statement)
