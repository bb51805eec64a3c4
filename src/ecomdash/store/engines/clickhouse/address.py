"""What a store URL says: a server and its database, or a folder for the engine in this process."""

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from msgspec import Struct

from ecomdash.settings import SettingsError

_OPTIONS = {"cluster", "secure", "database"}


class Address(Struct, frozen=True, kw_only=True):
    """`folder` is None for a server; `cluster` names the cluster that holds the tables, "" = one server."""

    folder: Path | None = None
    host: str = ""
    port: int = 0
    user: str = "default"
    password: str = ""
    secure: bool = False
    database: str = "ecomdash"
    cluster: str = ""

    def __str__(self) -> str:
        """For messages: without the password."""
        return f"chdb:///{self.folder}" if self.folder else f"clickhouse://{self.host}:{self.port}/{self.database}"


def server(url: str) -> Address:
    """Of clickhouse://user:password@host:port/database?cluster=name&secure=1. Raises SettingsError."""
    parts = urlsplit(url)
    options = _options(parts.query)
    secure = options.get("secure", "") in {"1", "true"}
    try:
        port = parts.port or (8443 if secure else 8123)
    except ValueError:
        raise SettingsError("ECOMDASH_STORE: the port of clickhouse://host:port/database must be a number") from None
    if not parts.hostname:
        raise SettingsError("ECOMDASH_STORE must name a host: clickhouse://user:password@host:8123/database")
    return Address(
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or "default"),
        password=unquote(parts.password or ""),
        secure=secure,
        database=unquote(parts.path.strip("/")) or options.get("database", "ecomdash"),
        cluster=options.get("cluster", ""),
    )


def folder(place: str) -> Address:
    """Of what follows chdb:// in chdb:///path?database=name. Raises SettingsError."""
    path, _, query = place.removeprefix("/").partition("?")
    options = _options(query)
    if not path or "cluster" in options:
        raise SettingsError("ECOMDASH_STORE must be chdb:///folder, without a cluster")
    return Address(folder=Path(path), database=options.get("database", "ecomdash"))


def _options(query: str) -> dict[str, str]:
    options = {name: values[-1] for name, values in parse_qs(query).items()}
    unknown = options.keys() - _OPTIONS
    if unknown:
        raise SettingsError(f"ECOMDASH_STORE: unknown option {min(unknown)!r}; there are {', '.join(sorted(_OPTIONS))}")
    return options
