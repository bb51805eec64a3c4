"""Every setting, its default and its meaning, read once from ECOMDASH_* variables; source of the settings reference."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any


class SettingsError(ValueError):
    """A setting has a value it cannot have; the message names the variable."""


def _setting(
    default: object, doc: str
) -> Any:  # Any: dataclass fields are typed by their annotation, not their default
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the operator decides. Sizes are bytes, times seconds, unless the name says otherwise."""

    data: Path = _setting(Path("data"), "Folder that holds everything EcomDash keeps.")
    host: str = _setting("127.0.0.1", "Address to listen on.")
    port: int = _setting(8000, "Port to listen on.")
    store: str = _setting("", "Event store URL; empty means duckdb:///<data>/events.duckdb.")
    log: str = _setting("local", "Ingest log: local keeps segment files under <data>/log.")
    sites: str = _setting("", "Configuration database URL; empty means sqlite:///<data>/sites.sqlite.")
    live: str = _setting("memory", "Realtime bus: memory serves one process.")
    demo: bool = _setting(False, "Demo mode: a shop with 30 days of history, open reads, a storefront at /store/.")
    demo_traffic: bool = _setting(True, "In demo mode, simulate gentle live traffic (always labelled as simulated).")
    public_url: str = _setting(
        "", "Address visitors reach this server at, for the install snippet; empty means as requested."
    )
    trusted_proxies: str = _setting(
        "127.0.0.1", "Comma-separated proxies whose X-Forwarded-For is believed; empty: none."
    )
    geo_database: str = _setting(
        "", "MaxMind-format (.mmdb) country or city database; empty uses the bundled country file."
    )
    min_free_disk: int = _setting(200_000_000, "Free disk (bytes) below which the collector answers 503.")
    segment_bytes: int = _setting(64_000_000, "Size at which the local log starts a new segment file (bytes).")
    store_memory: str = _setting("400MB", "Memory the embedded engine may use for queries.")
    store_threads: int = _setting(0, "Threads of the embedded engine; 0 means one per core.")
    query_timeout: float = _setting(30.0, "Longest time one query may run (seconds).")
    collectors: int = _setting(0, "Extra collector processes that share the port.")
    secure_cookies: bool = _setting(False, "Send the login cookie over HTTPS only; switch on behind TLS.")
    log_level: str = _setting("info", "debug, info, warning or error.")

    @property
    def store_url(self) -> str:
        return self.store or f"duckdb:///{self.data / 'events.duckdb'}"

    @property
    def sites_url(self) -> str:
        return self.sites or f"sqlite:///{self.data / 'sites.sqlite'}"

    @property
    def log_folder(self) -> Path:
        return self.data / "log"


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"ECOMDASH_{name.upper()}"


_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def _convert(name: str, default: object, text: str) -> object:
    if isinstance(default, bool):
        lowered = text.strip().lower()
        if lowered in _TRUE:
            return True
        if lowered in _FALSE:
            return False
        raise SettingsError(f"{variable(name)} must be true or false, not {text!r}")
    try:
        return Path(text) if isinstance(default, Path) else type(default)(text)  # type: ignore[call-arg]  # str, int or float
    except (TypeError, ValueError):
        kind = "a whole number" if isinstance(default, int) else "a number"
        raise SettingsError(f"{variable(name)} must be {kind}, not {text!r}") from None


def load(environment: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """Settings from the environment, then from `overrides` that are not None. Raises SettingsError."""
    environment = os.environ if environment is None else environment
    known = {f.name: f for f in fields(Settings)}
    unknown = [key for key in environment if key.startswith("ECOMDASH_") and key[9:].lower() not in known]
    if unknown:
        raise SettingsError(f"unknown setting {unknown[0]}")
    values: dict[str, Any] = {
        name: _convert(name, f.default, environment[variable(name)])
        for name, f in known.items()
        if variable(name) in environment
    }
    values.update({name: value for name, value in overrides.items() if value is not None})
    return Settings(**values)
