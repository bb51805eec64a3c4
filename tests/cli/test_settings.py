"""What the settings may be: addresses, passwords that are shown nowhere, and values from files."""

import re
from pathlib import Path

import pytest

from ecomdash.settings import Settings, SettingsError, load, redacted


@pytest.mark.parametrize(
    ("setting", "address"),
    [
        ("store", ""),
        ("store", "duckdb:///data/events.duckdb"),
        ("store", "postgresql://ann:p%40ss@db.example:5432/shop?sslmode=require"),
        ("store", "postgresql:///shop?host=/run/postgresql"),
        ("store", "postgresql://[::1]:5432/shop"),
        ("store", "clickhouse://ann:pw@clicks:8123/shop"),
        ("store", "chdb:///data/clicks"),
        ("store", "postgresql://one:5432,two/shop?user=ann@shop&password=a@b"),
        ("log", "local"),
        ("log", "kafka://one:9092,two:9092,three/shop"),
        ("live", "memory"),
        ("live", "rediss://:pw@cache:6380/2"),
        ("blobs", "s3://bucket/prefix"),
        ("sites", "sqlite:////absolute/sites.sqlite"),
    ],
)
def test_addresses_that_may_be(setting: str, address: str) -> None:
    settings = load({f"ECOMDASH_{setting.upper()}": address})
    assert getattr(settings, setting) == address


@pytest.mark.parametrize(
    ("setting", "address", "line"),
    [
        (
            "store",
            "postgres://ann:geheim@db/shop",
            "ECOMDASH_STORE must be duckdb:///path, postgresql://host/database, clickhouse://host/database "
            "or chdb:///path, not 'postgres://ann:***@db/shop'",
        ),
        ("store", "postgresql", "not 'postgresql'"),
        ("store", "postgresql://", "must name a host: postgresql://host/database"),
        ("store", "postgresql://ann:geheim@/shop", "must name a host"),
        ("store", "postgresql://ann:geheim@db:54320000/shop", "'db:54320000' is not a host"),
        ("store", "postgresql://ann:geheim@db:port/shop", "'db:port' is not a host"),
        ("store", "postgresql://ann:ge/he@im@db/shop", "in a password / ? # [ ] @ are written as %2F"),
        ("store", "postgresql://ann:ge#heim@db/shop", "in a password / ? # [ ] @ are written as %2F"),
        ("store", "postgresql://ann:1/geheim@db/shop", "in a password / ? # [ ] @ are written as %2F"),
        ("store", "postgresql://ann:1?geheim@db/shop", "in a password / ? # [ ] @ are written as %2F"),
        ("store", "postgresql://ann:1#geheim?a=@db/shop", "in a password / ? # [ ] @ are written as %2F"),
        ("store", "postgresql://ann:geheim?a=1@db/shop", "in a password / ? # [ ] @ are written as %2F"),
        ("store", "postgresql://one:1,two:x/shop?user=ann@shop", "in a password / ? # [ ] @ are written as %2F"),
        ("store", "postgresql://ann:ge[heim]@db/shop", "in a password / ? # [ ] @ are written as %2F"),
        ("store", "duckdb://events.duckdb", "must name a path: duckdb:///path"),
        ("log", "kafka://one:9092,:9093/shop", "':9093' is not a host"),
        ("log", "Local", "must be local or kafka://host:port/topic"),
        ("live", "redis:/cache", "must be memory"),
        ("blobs", "s3:///prefix", "must name a host: s3://bucket/prefix"),
        ("sites", "sqlite:///", "must name a path"),
    ],
)
def test_a_slip_of_the_pen_is_one_sentence_without_the_password(setting: str, address: str, line: str) -> None:
    with pytest.raises(SettingsError) as raised:
        load({f"ECOMDASH_{setting.upper()}": address})
    said = str(raised.value)
    assert line in said
    assert said.startswith(f"ECOMDASH_{setting.upper()}")
    for secret in ("geheim", "he@im", "ge/he"):
        assert secret not in said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://ann:geheim@db/shop", "postgresql://ann:***@db/shop"),
        ("postgresql://ann@db/shop", "postgresql://ann@db/shop"),
        ("redis://:geheim@cache/0", "redis://:***@cache/0"),
        ("s3://bucket/x?access_key_id=AK&secret_access_key=geheim&region=eu", None),
        ("clickhouse://db/shop?user=ann&password=geheim", "clickhouse://db/shop?user=ann&password=***"),
        ("kafka://one:9092/shop", "kafka://one:9092/shop"),
        ("kafka://one/x?ssl.key.password=geheim", "kafka://one/x?ssl.key.password=***"),
    ],
)
def test_addresses_are_shown_without_their_secrets(address: str, shown: str | None) -> None:
    assert "geheim" not in redacted(address)
    if shown is not None:
        assert redacted(address) == shown


def test_passwords_are_concealed_wherever_they_turn_up() -> None:
    settings = load({"ECOMDASH_STORE": "postgresql://ann:ge%40heim@db/shop", "ECOMDASH_LIVE": "redis://:hush@cache/0"})
    assert settings.conceal("FATAL: ge@heim (ge%40heim) hush ann") == "FATAL: *** (***) *** ann"
    assert "hush" not in repr(settings)
    assert "heim" not in repr(settings)
    assert Settings().conceal("nothing to hide") == "nothing to hide"


def test_a_short_password_hides_nothing_but_itself() -> None:
    settings = load({"ECOMDASH_STORE": "postgresql://ann:b@db/shop"})
    assert settings.conceal("duckdb a b") == "duckdb a b"
    assert settings.conceal("postgresql://ann:b@db password=b") == "postgresql://ann:***@db password=***"


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("port", "80000", "must be from 1 to 65535, not 80000"),
        ("port", "0", "must be from 1 to 65535, not 0"),
        ("log_level", "verbose", "must be debug, info, warning or error, not 'verbose'"),
        ("collectors", "-1", "must be from 0 to 64, not -1"),
        ("store_threads", "-1", "must be from 0 to 1024, not -1"),
        ("segment_bytes", "0", "must be from 1000000, not 0"),
        ("min_free_disk", "-1", "must be from 0, not -1"),
        ("query_timeout", "0", "must be from 0.1 to 86400, not 0.0"),
        ("query_timeout", "nan", "must be from 0.1 to 86400, not nan"),
        ("public_url", "stats.example.com", "must be like https://stats.example.com"),
        ("public_url", "https://", "must be like https://stats.example.com"),
    ],
)
def test_values_beyond_their_bounds(name: str, text: str, line: str) -> None:
    with pytest.raises(SettingsError, match=f"^{re.escape(f'ECOMDASH_{name.upper()} {line}')}"):
        load({f"ECOMDASH_{name.upper()}": text})


def test_values_at_their_bounds() -> None:
    settings = load({}, port=65_535, collectors=64, log_level="WARNING", public_url="http://[::1]:8000/stats")
    assert (settings.port, settings.collectors) == (65_535, 64)


def test_a_value_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "store"
    file.write_text("postgresql://ann:geheim@db/shop\n")
    assert load({"ECOMDASH_STORE_FILE": str(file)}).store == "postgresql://ann:geheim@db/shop"
    (tmp_path / "port").write_text("8001")
    assert load({"ECOMDASH_PORT_FILE": str(tmp_path / "port")}).port == 8001


@pytest.mark.parametrize(
    ("variables", "line"),
    [
        ({"ECOMDASH_STORE_FILE": "/nowhere/store"}, "ECOMDASH_STORE_FILE names a file that cannot be read"),
        ({"ECOMDASH_STORE_FILE": "x", "ECOMDASH_STORE": "y"}, "ECOMDASH_STORE and ECOMDASH_STORE_FILE are both set"),
        ({"ECOMDASH_STROE_FILE": "x"}, "unknown setting ECOMDASH_STROE_FILE, did you mean ECOMDASH_STORE_FILE?"),
        ({"ECOMDASH_STORE_file": "x"}, "unknown setting ECOMDASH_STORE_file, did you mean ECOMDASH_STORE_FILE?"),
        ({"ECOMDASH_FILE": "x"}, "unknown setting ECOMDASH_FILE"),
    ],
)
def test_files_that_cannot_be(variables: dict[str, str], line: str) -> None:
    with pytest.raises(SettingsError, match=line):
        load(variables)
