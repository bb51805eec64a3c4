"""How far a move has come, kept in the target beside what it brought; tells a target that may be moved into.

Marks are log positions: `move <place>: <table>` (partition = site, position = the time before which rows were copied),
and `moved <place>: <log>`, the source's own positions as they were when the move was finished. Of these marks `begun`
and `finished` say whether the target is a whole store, for every role that opens it.
"""

from collections.abc import Mapping

import sqlalchemy as sa

from ecomdash.events.batch import Batch
from ecomdash.jobs.loading_lookups import all_positions
from ecomdash.jobs.moving_ranges import LIMIT_SECONDS
from ecomdash.jobs.moving_rows import MOVED
from ecomdash.settings import SettingsError
from ecomdash.store.protocol import Store

Positions = dict[str, dict[int, int]]  # log -> partition -> position

_BEGUN, _FINISHED = "begun", "finished"
_MARKS = ("move ", "moved ")


class MoveRefused(Exception):  # noqa: N818 - names what happened
    """The target is not one to move into; nothing of it was changed. The message is for the operator."""


def of_logs(positions: Positions) -> Positions:
    """Those of logs and imports, without the marks of moves."""
    return {log: each for log, each in positions.items() if not log.startswith(_MARKS)}


async def ready(store: Store) -> None:
    """Bring the tables up to date, for one who works with them. Raises as `migrate` and `refuse_half_moved` do."""
    await store.migrate()
    await refuse_half_moved(store)


async def refuse_half_moved(store: Store) -> None:
    """Raise SettingsError where a move into the store was begun and is not finished."""
    found = await all_positions(store)
    for log in found:
        start = log.removesuffix(f": {_BEGUN}")
        if log.startswith("move ") and log != start and f"{start}: {_FINISHED}" not in found:
            raise SettingsError(
                f"a move from {start.removeprefix('move ')} into the event store is not finished: "
                "run the same ecomdash move again, or name the store it comes from"
            )


class Marks:
    """The marks in `target` of a move from `place` (the source's address, without a login)."""

    def __init__(self, target: Store, place: str) -> None:
        self._target = target
        self._place = place

    async def begin(self) -> None:
        """Make the target this move's. Raises MoveRefused, StoreUnavailable and Overtaken."""
        found = await all_positions(self._target)
        if self._log(_BEGUN) not in found:
            if found or await _any_row(self._target):
                raise MoveRefused(
                    "the target holds data that this move did not bring; name an empty one, nothing was changed"
                )
            await self.set(_BEGUN, 0, 1, 0)
        for log, positions in of_logs(found).items():
            if found.get(f"moved {self._place}: {log}") != positions:
                raise MoveRefused(
                    "the target has gone on by itself since it was moved into, and what it took would be lost; "
                    "name an empty one, nothing was changed"
                )

    async def of(self, name: str) -> Mapping[int, int]:
        """The positions of one mark, by partition."""
        return (await all_positions(self._target)).get(self._log(name), {})

    async def set(self, name: str, partition: int, position: int, since: int, batch: Batch | None = None) -> None:
        """Move one mark on, together with the rows of the batch. Raises StoreUnavailable and Overtaken."""
        await self._target.append(batch or Batch(), self._log(name), {partition: position}, {partition: since})

    async def finish(self, positions: Positions) -> None:
        """Give the target the positions of the source's logs, so that it goes on where the source stopped.

        The marks come first: what is stopped in between can be finished later. Raises StoreUnavailable and Overtaken.
        """
        found = await all_positions(self._target)
        marks = {f"moved {self._place}: {log}": each for log, each in positions.items()}
        for log, each in (marks | positions).items():
            await self._target.append(Batch(), log, each, found.get(log, {}))
        if self._log(_FINISHED) not in found:
            await self.set(_FINISHED, 0, 1, 0)

    def _log(self, name: str) -> str:
        return f"move {self._place}: {name}"


async def _any_row(store: Store) -> bool:
    for moved in MOVED:
        if await store.execute(sa.select(moved.table.c.site_id).limit(1), LIMIT_SECONDS):
            return True
    return False
