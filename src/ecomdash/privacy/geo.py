"""Where an address is: by a MaxMind-format database, else by the browser's time zone; the address is not kept."""

from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import maxminddb
import structlog

from ecomdash.settings import SettingsError

_logger = structlog.get_logger(__name__)

BUNDLED = Path(str(files("ecomdash.privacy") / "data" / "country.mmdb"))
_TIME_ZONES = Path(str(files("ecomdash.privacy") / "data" / "time_zones.tsv"))


class Place(NamedTuple):
    """Country as ISO 3166-1 alpha-2, region and city by name; '' where unknown."""

    country: str = ""
    region: str = ""
    city: str = ""


NOWHERE = Place()


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    lines = _TIME_ZONES.read_text().splitlines()
    return dict(line.split("\t", 1) for line in lines if not line.startswith("#"))


def country_of_zone(time_zone: str | None) -> str:
    """The country that an IANA time zone lies in, by tzdata's zone.tab; '' where it names none."""
    return _countries().get(time_zone or "", "")


class Geo:
    """Looks addresses up in the operator's database, or in the bundled country file where `database` is ''."""

    def __init__(self, database: str = "") -> None:
        """Raises SettingsError where the operator's file cannot be used; a missing bundled file is only reported."""
        path = Path(database) if database else BUNDLED
        self._reader: maxminddb.Reader | None = None
        try:
            self._reader = maxminddb.open_database(str(path))
        except (OSError, maxminddb.InvalidDatabaseError) as error:
            if database:
                raise SettingsError(f"ECOMDASH_GEO_DATABASE: {path} is no readable MaxMind database") from error
            _logger.warning("no bundled country database: countries come from browsers' time zones", file=path.name)
        self.place = lru_cache(maxsize=4_096)(self._place)  # a page sends several events from one address

    def _place(self, address: str, time_zone: str | None) -> Place:
        """Where a canonical address ('' = unknown) is, else the country of the browser's time zone."""
        if address and self._reader is not None:
            try:
                found = self._reader.get(address)
            except (ValueError, maxminddb.InvalidDatabaseError):  # IPv6 in an IPv4-only file, or a damaged spot
                found = None
            if isinstance(found, dict) and (place := _read(found)).country:
                return place
        return Place(country_of_zone(time_zone)) if time_zone else NOWHERE

    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()


def _read(found: dict[str, Any]) -> Place:
    """Reads both shapes that such files have: MaxMind's nested one and the flat one of single-purpose files."""
    if "country_code" in found:
        return Place(_text(found["country_code"]), _text(found.get("state1")), _text(found.get("city")))
    country = found.get("country") or found.get("registered_country") or {}
    regions = found.get("subdivisions") or [{}]
    return Place(_text(country.get("iso_code")), _name(regions[0]), _name(found.get("city") or {}))


def _name(entry: dict[str, Any]) -> str:
    names = entry.get("names") or {}
    return _text(names.get("en") or entry.get("iso_code"))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
