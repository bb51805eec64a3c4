"""A data folder says that a restore is at its last steps: half of one installation and half of another is none."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from ecomdash.log.segments import sync

if TYPE_CHECKING:
    from ecomdash.jobs.backup_places import Places

_NOTE: Final = "restoring.json"


class HalfRestored(Exception):  # noqa: N818 - names the state
    """A restore stopped at its last steps; the message says how it is finished."""


@contextmanager
def noted(data: Path, places: "Places") -> Iterator[None]:
    """Whatever stops the work inside is known afterwards, until it is done again. Raises HalfRestored."""
    note = data / _NOTE
    try:
        note.write_bytes(msgspec.json.encode(places))
        sync(note)
        sync(data)
        yield
        note.unlink()
        sync(data)
    except OSError as error:
        raise HalfRestored(f"{error}; {data} is half restored: see to that, and run the same command again") from error


def is_half_restored(data: Path, places: "Places | None" = None) -> bool:
    """Whether the last restore into the folder, or into these places of it, was stopped at its last steps."""
    try:
        found = (data / _NOTE).read_bytes()
    except OSError:
        return False
    return places is None or found == msgspec.json.encode(places)
