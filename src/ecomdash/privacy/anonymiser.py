"""The one door through which addresses and client ids go, and out of which come numbers and places."""

import secrets
from collections.abc import Callable
from pathlib import Path

from ecomdash.clock import Clock
from ecomdash.privacy.geo import Geo, Place
from ecomdash.privacy.identifiers import Identifiers, Kind, open_secret
from ecomdash.privacy.salts import Salts
from ecomdash.privacy.visitors import Visitors
from ecomdash.settings import Settings


class Anonymiser:
    """Keeps its secrets in `folder`; one per process, any number of processes per folder. Safe in any thread."""

    def __init__(
        self, folder: Path, geo: Geo, clock: Clock, random: Callable[[int], bytes] = secrets.token_bytes
    ) -> None:
        """Make the folder and its secrets where there are none; `random(n)` gives n bytes.

        Raises SecretDamaged and OSError.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._identifiers = Identifiers(open_secret(folder / "secret", random))
        self._visitors = Visitors(folder, Salts(folder / "salts", random), clock)
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


def open_anonymiser(settings: Settings, clock: Clock) -> Anonymiser:
    """The anonymiser of an installation. Raises SettingsError, SecretDamaged and OSError."""
    return Anonymiser(settings.data / "privacy", Geo(settings.geo_database), clock)
