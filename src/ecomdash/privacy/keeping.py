"""Where an installation keeps what makes visitor ids the same in all its processes: in a folder, unless told else."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from ecomdash.privacy import carry
from ecomdash.privacy.carry import NoteFile, Notes
from ecomdash.privacy.identifiers import open_secret
from ecomdash.privacy.salts import Draw, SaltFile, SaltKeeping


class Keeping(SaltKeeping, Protocol):
    """The installation's secret (32 bytes), the salts of its days, and the notes of its midnights."""

    @property
    def secret(self) -> bytes: ...

    def notes(self, day: int) -> Notes:
        """The notes of the midnight that ends `day`; those of days that may not stay are deleted by `roll`."""
        ...


class FolderKeeping:
    """In files that only their owner may read, for the processes of one machine."""

    def __init__(self, folder: Path, random: Callable[[int], bytes]) -> None:
        """Make the folder and its secret where there is none; `random(n)` gives n bytes.

        Raises SecretDamaged and OSError.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.secret = open_secret(secret_file(folder), random)
        self._folder = folder
        self._salts = SaltFile(folder / "salts")

    @property
    def salts(self) -> dict[int, bytes]:
        return self._salts.salts

    def roll(self, today: int, draw: Draw) -> None:
        self._salts.roll(today, draw)
        carry.delete_except(self._folder, {today - 1, today, today + 1})

    def notes(self, day: int) -> Notes:
        return NoteFile(self._folder, day)


def secret_file(folder: Path) -> Path:
    """The file of the installation's secret."""
    return folder / "secret"
