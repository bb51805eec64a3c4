"""Where the parts of an embedded installation lie: what a backup takes, and where a restored one goes."""

from pathlib import Path

from msgspec import Struct

from ecomdash.privacy.anonymiser import folder
from ecomdash.privacy.keeping import secret_file
from ecomdash.settings import Settings
from ecomdash.sites.copying import file_of
from ecomdash.store.engines.opening import open_store
from ecomdash.store.protocol import InFiles, Store

_FILE = "file://"


class NoFiles(Exception):  # noqa: N818 - names the state
    """The event store is not one that can be saved from here; the message says what can be done."""


class Places(Struct, frozen=True):
    """Absolute paths. `events` are the store's files, the first of them always there; `engine` is how its URL begins.

    `sites` and `blobs` are None where they are kept on another machine.
    """

    engine: str
    events: tuple[str, ...]
    sites: str | None
    blobs: str | None
    privacy: str
    log: str

    @property
    def secret(self) -> Path:
        """The file with the installation's secret."""
        return secret_file(Path(self.privacy))

    @property
    def files(self) -> list[Path]:
        """All files that are the installation's own."""
        beside = [f"{self.sites}{ending}" for ending in ("", "-wal", "-shm")] if self.sites else []
        return [Path(each) for each in (*self.events, *beside)]

    @property
    def folders(self) -> list[Path]:
        """All folders that are the installation's own; recordings may lie among the files of others."""
        return [Path(self.privacy), Path(self.log)]


def places(settings: Settings) -> Places:
    """Where the installation of these settings lies, whether it is there or not. Raises NoFiles and SettingsError."""
    store = open_store(settings)
    if not isinstance(store, InFiles):
        here = "stop EcomDash and copy its folder and the data folder"
        how = here if store.capabilities.embedded else "save it by its server's own means"
        raise NoFiles(f"the event store is no file that can be copied while it is used: {how}")
    sites, blobs = file_of(settings.sites_url), settings.blobs_url
    return Places(
        engine=settings.store_url.partition("://")[0],
        events=tuple(str(each.absolute()) for each in store.files),
        sites=None if sites is None else str(sites.absolute()),
        blobs=blobs.removeprefix(_FILE) if blobs.startswith(_FILE) else None,
        privacy=str(folder(settings).absolute()),
        log=str(settings.log_folder.absolute()),
    )


def store_at(settings: Settings, engine: str, path: Path) -> Store:
    """A store of that engine in another file, not yet connected."""
    return open_store(
        Settings(
            data=settings.data,
            store=f"{engine}:///{path.absolute()}",
            store_memory=settings.store_memory,
            store_threads=settings.store_threads,
        )
    )
