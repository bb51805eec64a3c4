"""Every setting, its default and its meaning, read once from ECOMDASH_* variables; source of the settings reference.

Addresses are checked here, once, so that a slip of the pen is one sentence; what is secret in them is shown nowhere.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

ENDLESS: Final = 10**18  # bytes, more than any disk has


class SettingsError(ValueError):
    """A setting has a value it cannot have; the message names the variable."""


def _setting(
    default: object,
    doc: str,
    *forms: str,
    within: tuple[float, float] | None = None,
    one_of: tuple[str, ...] = (),
    like: tuple[str, str] | None = None,
) -> Any:  # Any: dataclass fields are typed by their annotation, not their default
    """`forms` are what an address may look like; it may hold a password, and so is left out of the repr.

    `within` are the least and the greatest number, `one_of` the words there are, `like` an example and its pattern.
    """
    rules = {"forms": forms, "within": within, "one_of": one_of, "like": like}
    return field(default=default, repr=not forms, metadata={"doc": doc} | rules)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the operator decides. Sizes are bytes, times seconds, unless the name says otherwise."""

    data: Path = _setting(Path("data"), "Folder that holds everything EcomDash keeps.")
    host: str = _setting("127.0.0.1", "Address to listen on.")
    port: int = _setting(8000, "Port to listen on.", within=(1, 65_535))
    store: str = _setting(
        "",
        "Event store; empty means duckdb:///<data>/events.duckdb.",
        "duckdb:///path", "postgresql://host/database", "clickhouse://host/database", "chdb:///path",
    )  # fmt: skip
    log: str = _setting(
        "local", "Ingest log: local keeps segment files under <data>/log.", "local", "kafka://host:port/topic"
    )
    live: str = _setting(
        "memory",
        "Realtime window: memory serves one process, redis every API process.",
        "memory", "redis://host:port/number", "rediss://host:port/number",
    )  # fmt: skip
    blobs: str = _setting(
        "",
        "Where recordings are kept; empty means file:///<data>/blobs. A bucket's credentials are the AWS_* variables'.",
        "file:///path", "s3://bucket/prefix?endpoint=https://host&region=name",
    )  # fmt: skip
    sites: str = _setting(
        "",
        "Configuration database; empty means sqlite:///<data>/sites.sqlite.",
        "sqlite:///path", "postgresql://host/database",
    )  # fmt: skip
    demo: bool = _setting(False, "Demo mode: a shop with 30 days of history, open reads, a storefront at /store/.")
    demo_traffic: bool = _setting(True, "In demo mode, simulate gentle live traffic (always labelled as simulated).")
    public_url: str = _setting(
        "",
        "Address visitors reach this server at, for the install snippet; empty means as requested.",
        like=("https://stats.example.com", r"https?://[^/\s?#@]+(/[^\s?#]*)?"),
    )
    trusted_proxies: str = _setting(
        "127.0.0.1", "Comma-separated proxies whose X-Forwarded-For is believed; empty: none."
    )
    geo_database: str = _setting(
        "", "MaxMind-format (.mmdb) country or city database; empty uses the bundled country file."
    )
    min_free_disk: int = _setting(
        200_000_000, "Free disk (bytes) below which the collector answers 503.", within=(0, ENDLESS)
    )
    segment_bytes: int = _setting(
        64_000_000, "Size at which the local log starts a new segment file (bytes).", within=(1_000_000, ENDLESS)
    )
    store_memory: str = _setting("400MB", "Memory the embedded engine may use for queries; chdb: for each of them.")
    store_threads: int = _setting(0, "Threads of the embedded engine; 0 means one per core.", within=(0, 1_024))
    query_timeout: float = _setting(30.0, "Longest time one query may run (seconds).", within=(0.1, 86_400))
    collectors: int = _setting(0, "Extra collector processes that share the port.", within=(0, 64))
    secure_cookies: bool = _setting(False, "Send the login cookie over HTTPS only; switch on behind TLS.")
    log_level: str = _setting("info", "Least serious lines to log.", one_of=("debug", "info", "warning", "error"))

    @property
    def store_url(self) -> str:
        return self.store or f"duckdb:///{self.data / 'events.duckdb'}"

    @property
    def sites_url(self) -> str:
        return self.sites or f"sqlite:///{self.data / 'sites.sqlite'}"

    @property
    def shares_sites(self) -> bool:
        """Whether the configuration database is a server, which other machines may use, too."""
        return not self.sites_url.startswith("sqlite:")

    @property
    def shares_live(self) -> bool:
        """Whether what one process publishes to the realtime window is seen in others."""
        return self.live not in {"", "memory"}

    @property
    def blobs_url(self) -> str:
        return self.blobs or f"file://{(self.data / 'blobs').absolute()}"

    @property
    def log_folder(self) -> Path:
        return self.data / "log"

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where the rooms are, as it was set; with what is secret in it."""
        return tuple(getattr(self, f.name) for f in fields(self) if f.metadata["forms"])

    def conceal(self, text: str) -> str:
        """The text with every password of these settings replaced by ***, however it got there.

        One so short that it is part of ordinary words is replaced only where it stands as in an address.
        """
        for address in self.addresses:
            for secret in _secrets(address):
                found = re.escape(secret)
                text = re.sub(found if len(secret) >= _SHORT else rf"(?<=[:=]){found}(?![\w.])", "***", text)
        return text


def missing_extra(name: str, scheme: str, extra: str, *packages: str) -> SettingsError:
    """What to say where an address needs a driver that is not installed; `packages` are needed beside the extra."""
    wanted = " ".join((f"'.[{extra}]'", *packages))
    return SettingsError(f"{variable(name)}={scheme}://… needs its driver: pip install {wanted}")


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"ECOMDASH_{name.upper()}"


def names_path(address: str) -> bool:
    """Whether an address is of a form that names a path of this machine."""
    prefix = f"{address.partition('://')[0]}:///"
    return any(form.startswith(prefix) for each in fields(Settings) for form in each.metadata["forms"])


_SHORT: Final = 4  # characters of a password below which it is part of ordinary words
_AUTHORITY: Final = re.compile(r"(?<=://).*@", re.DOTALL)  # up to the last @: a password may hold any character
_SECRET_FIELD: Final = re.compile(r"(?<=[?&])([^=&]*(?:password|secret|token|key)[^=&]*=)([^&]+)", re.IGNORECASE)


def redacted(address: str) -> str:
    """The address as it may be shown: without passwords and keys."""
    address = _AUTHORITY.sub(lambda found: re.sub(r":.*", ":***@", found[0], flags=re.DOTALL), address)
    return _SECRET_FIELD.sub(r"\1***", address)


def _secrets(address: str) -> set[str]:
    """What is secret in an address, as it stands there and decoded."""
    found = [match[0][:-1].partition(":")[2] for match in _AUTHORITY.finditer(address)]
    found += [match[2] for match in _SECRET_FIELD.finditer(address)]
    return {form for secret in found if secret for form in (secret, unquote(secret))}


def _check_address(name: str, forms: tuple[str, ...], address: str) -> None:
    """Raise SettingsError unless the address is empty or of one of the forms."""
    if not address or address in forms:
        return
    kind, separator, rest = address.partition("://")
    form = next((form for form in forms if separator and form.startswith(f"{kind}://")), None)
    if form is None:
        wanted = f"{', '.join(forms[:-1])} or {forms[-1]}"
        raise SettingsError(f"{variable(name)} must be {wanted}, not {redacted(address)!r}")
    if form.startswith(f"{kind}:///"):
        if not rest.startswith("/") or not rest.strip("/"):
            raise SettingsError(f"{variable(name)} must name a path: {form}, not {redacted(address)!r}")
        return
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    login, _, hosts = authority.rpartition("@")
    wrong = next((host for host in hosts.split(",") if hosts and not _is_host(host)), None)
    behind = rest[len(authority) :]
    if _cuts_a_login(behind) or (wrong is not None and "@" in behind) or re.search(r"[\[\]]", login):
        raise SettingsError(f"{variable(name)}: in a password / ? # [ ] @ are written as %2F %3F %23 %5B %5D %40")
    if not hosts and "host=" not in rest:
        raise SettingsError(f"{variable(name)} must name a host: {form}, not {redacted(address)!r}")
    if wrong is not None:
        raise SettingsError(f"{variable(name)}: {wrong!r} is not a host, or a host and a port from 1 to 65535")


def _is_host(text: str) -> bool:
    """Whether it is a host, with or without a port."""
    port = re.fullmatch(r"(?:\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::(\d{1,5}))?", text)
    return port is not None and int(port[1] or 1) in range(1, 65_536)


def _cuts_a_login(behind: str) -> bool:
    """Whether what stands behind the host has an @ elsewhere than in a value: then its first character is a login's."""
    place, _, fragment = behind.partition("#")
    path, _, query = place.partition("?")
    return "@" in path + fragment or any("@" in each.partition("=")[0] for each in query.split("&"))


def _check_value(name: str, rules: Mapping[str, Any], value: Any) -> None:
    """Raise SettingsError unless the value is within its bounds, one of its words, or like its example."""
    if (within := rules["within"]) and not within[0] <= value <= within[1]:
        most = "" if within[1] == ENDLESS else f" to {within[1]}"
        raise SettingsError(f"{variable(name)} must be from {within[0]}{most}, not {value}")
    if (words := rules["one_of"]) and value.lower() not in words:
        raise SettingsError(f"{variable(name)} must be {', '.join(words[:-1])} or {words[-1]}, not {value!r}")
    if (like := rules["like"]) and value and not re.fullmatch(like[1], value):
        raise SettingsError(f"{variable(name)} must be like {like[0]}, not {value!r}")


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


def _given(environment: Mapping[str, str], known: Mapping[str, Any]) -> dict[str, str]:
    """Setting -> its text, from its variable or from the file that the variable with _FILE names."""
    texts: dict[str, str] = {}
    for key, text in environment.items():
        if not key.startswith("ECOMDASH_"):
            continue
        name = key[9:].lower()
        if name in known:
            texts[name] = text
        elif (name := name.removesuffix("_file")) not in known or not key.endswith("_FILE"):
            raise SettingsError(f"unknown setting {key}{_meant(key, known)}")
        elif variable(name) in environment:
            raise SettingsError(f"{variable(name)} and {key} are both set")
        else:
            try:
                texts[name] = Path(text).read_text("utf-8").strip()
            except (OSError, UnicodeError) as error:
                raise SettingsError(f"{key} names a file that cannot be read: {error}") from None
    return texts


def _meant(key: str, known: Mapping[str, Any]) -> str:
    """The setting that is spelled most like it, if any is, as a question."""
    found = get_close_matches(key[9:].lower(), [*known, *(f"{name}_file" for name in known)], 1)
    return f", did you mean {variable(found[0])}?" if found else ""


def load(environment: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """Settings from the environment, then from `overrides` that are not None. Raises SettingsError.

    ECOMDASH_<NAME>_FILE gives the value of ECOMDASH_<NAME> in a file, as containers are handed secrets.
    """
    known = {f.name: f for f in fields(Settings)}
    texts = _given(os.environ if environment is None else environment, known)
    values: dict[str, Any] = {name: _convert(name, known[name].default, text) for name, text in texts.items()}
    values.update({name: value for name, value in overrides.items() if value is not None})
    for name, value in values.items():
        if forms := known[name].metadata["forms"]:
            _check_address(name, forms, str(value))
        _check_value(name, known[name].metadata, value)
    return Settings(**values)
