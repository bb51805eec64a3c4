"""The one door through which addresses and client ids go, and out of which come numbers and places."""

import secrets
from collections.abc import Callable
from pathlib import Path

from ecomdash.clock import Clock
from ecomdash.privacy.geo import Geo, Place
from ecomdash.privacy.identifiers import Identifiers, Kind
from ecomdash.privacy.keeping import FolderKeeping, Keeping
from ecomdash.privacy.visitors import Visitors
from ecomdash.settings import Settings


class Anonymiser:
    """One per process, any number of processes per keeping. Safe in any thread."""

    def __init__(
        self, keeping: Keeping, geo: Geo, clock: Clock, random: Callable[[int], bytes] = secrets.token_bytes
    ) -> None:
        """`random(n)` gives n bytes."""
        self._identifiers = Identifiers(keeping.secret)
        self._visitors = Visitors(keeping, clock, random)
        self._geo = geo

    def visitor(self, site_id: int, address: str, agent: str, at: int) -> int:
        """The id (signed 64-bit, not 0) of a visitor who gave none, received at `at` (microseconds)."""
        return self._visitors.id(site_id, address, agent, at)

    def number(self, site_id: int, kind: Kind, text: str) -> int:
        """A sender's own id as a signed 64-bit number, not 0."""
        return self._identifiers.number(site_id, kind, text)

    def event(self, site_id: int, text: str) -> bytes:
        """A sender's event id as 16 bytes."""
        return self._identifiers.event(site_id, text)

    def place(self, address: str, time_zone: str | None) -> Place:
        """Where the address is, or the time zone where the address tells nothing."""
        return self._geo.place(address, time_zone)

    def roll(self) -> None:
        """Destroy salts whose days are over; called now and then, visitors or not."""
        self._visitors.roll()

    def close(self) -> None:
        self._visitors.close()
        self._geo.close()


def open_anonymiser(settings: Settings, clock: Clock, keeping: Keeping | None = None) -> Anonymiser:
    """The anonymiser of an installation, whose secrets are in its data folder unless `keeping` has them.

    Raises SettingsError, SecretDamaged and OSError.
    """
    geo = Geo(settings.geo_database)
    return Anonymiser(keeping or FolderKeeping(folder(settings), secrets.token_bytes), geo, clock)


def folder(settings: Settings) -> Path:
    """Where the secrets are that are kept in files."""
    return settings.data / "privacy"
