"""Where a visitor is: by the operator's file, by the bundled one, by the time zone, or nowhere."""

from pathlib import Path
from typing import Any

import pytest
from tests.privacy import mmdb

from ecomdash.privacy import geo
from ecomdash.privacy.geo import NOWHERE, Geo, Place, country_of_zone
from ecomdash.settings import SettingsError

CITY = {
    "country": {"iso_code": "DE", "names": {"en": "Germany"}},
    "subdivisions": [{"iso_code": "BE", "names": {"en": "Land Berlin", "de": "Berlin"}}],
    "city": {"names": {"en": "Berlin"}},
}


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (CITY, Place("DE", "Land Berlin", "Berlin")),
        ({"country": {"iso_code": "AT"}}, Place("AT")),
        ({"registered_country": {"iso_code": "CH"}, "subdivisions": []}, Place("CH")),
        ({"country_code": "NL"}, Place("NL")),
        ({"country_code": "NL", "state1": "Utrecht", "city": "Zeist"}, Place("NL", "Utrecht", "Zeist")),
        ({"network": "AS7"}, Place("JP")),  # says no country: the time zone does
    ],
)
def test_the_operators_file_is_read_in_either_shape(tmp_path: Path, record: Any, expected: Place) -> None:
    file = tmp_path / "own.mmdb"
    mmdb.write(file, {"203.0.113.0/24": record})
    own = Geo(str(file))
    assert own.place("203.0.113.9", "Asia/Tokyo") == expected
    assert own.place("198.51.100.1", "Asia/Tokyo") == Place("JP")
    assert own.place("2001:db8::1", "Asia/Tokyo") == Place("JP")  # the file knows IPv4 alone
    assert own.place("", "Asia/Tokyo") == Place("JP")
    assert own.place("198.51.100.1", None) == NOWHERE
    own.close()


@pytest.mark.parametrize("content", [None, b"", b"this is no database"])
def test_an_unusable_operators_file_is_named_at_the_start(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "own.mmdb"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match=r"ECOMDASH_GEO_DATABASE.*own\.mmdb"):
        Geo(str(file))


def test_without_the_bundled_file_time_zones_still_tell_countries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geo, "BUNDLED", tmp_path / "missing.mmdb")
    assert Geo().place("8.8.8.8", "Europe/Berlin") == Place("DE")


@pytest.mark.parametrize(
    ("address", "country"),
    [("8.8.8.8", "US"), ("193.0.6.139", "NL"), ("133.11.0.1", "JP"), ("2a02:8108::1", "DE"), ("10.1.2.3", "")],
)
def test_the_bundled_file_knows_well_known_addresses(address: str, country: str) -> None:
    assert geo.BUNDLED.exists(), "run scripts/fetch_geo.py, as make build does"
    assert Geo().place(address, None).country == country


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Berlin", "DE"),
        ("America/New_York", "US"),
        ("Asia/Calcutta", "IN"),
        ("Asia/Kolkata", "IN"),
        ("US/Pacific", "US"),
        ("Europe/Kiev", "UA"),
        ("Africa/Asmara", "ER"),
        ("Africa/Asmera", ""),  # an alias that tzdata keeps for several countries
        ("UTC", ""),
        ("Etc/GMT+3", ""),
        ("Nowhere/Town", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_time_zones_lie_in_countries(zone: str | None, country: str) -> None:
    assert country_of_zone(zone) == country
