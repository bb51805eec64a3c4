"""`ecomdash doctor`: looks at the folder, the disk and the databases, and says what is wrong and what to do."""

import asyncio
import os
import platform
import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

import ecomdash
from ecomdash.cli.backlog import backlog_bytes
from ecomdash.cli.databases import SitesUnavailable, open_sites
from ecomdash.cli.folder import DataFolder, InUse, Unusable
from ecomdash.settings import Settings, SettingsError
from ecomdash.store.opening import open_store
from ecomdash.store.protocol import StoreTooNew, StoreUnavailable

_PACKAGES: Final = ("duckdb", "sqlalchemy", "fastapi", "uvicorn", "msgspec", "pyarrow")
_MEGABYTE: Final = 1_000_000

Check = tuple[str, str, str]  # what, ok | note | wrong, what was found
_STYLES: Final = {"ok": "[green]ok[/]", "note": "[yellow]note[/]", "wrong": "[red]wrong[/]"}


def doctor(settings: Settings) -> int:
    """Print one line per check; the exit code is 1 when something is wrong."""
    checks = [_program(), _folder(settings.data), _web_files()]
    if settings.data.is_dir():
        checks += [_disk(settings), *_databases(settings), _log(settings)]
    table = Table(box=None, show_header=False)
    for what, state, found in checks:
        table.add_row(_STYLES[state], what, found)
    Console().print(table)
    return 1 if any(state == "wrong" for _, state, _ in checks) else 0


def _program() -> Check:
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    found = f"EcomDash {ecomdash.__version__}, Python {platform.python_version()}, {packages}"
    return "versions", "ok" if sys.version_info >= (3, 11) else "wrong", found


def _folder(data: Path) -> Check:
    if not data.exists():
        return "data folder", "note", f"{data} is not there yet; serve makes it"
    if not data.is_dir():
        return "data folder", "wrong", f"{data} is a file"
    if not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        return "data folder", "wrong", f"{data} cannot be written by this user"
    return "data folder", "ok", str(data.resolve())


def _web_files() -> Check:
    web = Path(ecomdash.__file__).parent / "web"
    wanted = {"dashboard": web / "dashboard/index.html", "tracker": web / "tracker/ecomdash.js"}
    missing = [name for name, file in wanted.items() if not file.is_file()]
    if missing:
        return "web files", "wrong", f"{' and '.join(missing)} not built; run make build"
    return "web files", "ok", "dashboard and tracker are there"


def _disk(settings: Settings) -> Check:
    free = shutil.disk_usage(settings.data).free
    found = f"{free // _MEGABYTE:,} MB free; the collector stops at {settings.min_free_disk // _MEGABYTE:,} MB"
    if free < settings.min_free_disk:
        return "disk", "wrong", found
    return "disk", "note" if free < 5 * settings.min_free_disk else "ok", found


def _databases(settings: Settings) -> list[Check]:
    try:
        folder = DataFolder(settings.data)
    except InUse:
        return [("databases", "note", "in use by a running EcomDash; its /api/v1/health says how it is")]
    except Unusable as error:
        return [("databases", "wrong", str(error))]
    try:
        return asyncio.run(_open_databases(settings))
    finally:
        folder.release()


async def _open_databases(settings: Settings) -> list[Check]:
    checks: list[Check] = []
    try:
        sites = await open_sites(settings)
        count = len(sites.directory.all())
        checks.append(("configuration", "ok", f"{count} site" + ("" if count == 1 else "s")))
        await sites.close()
    except SitesUnavailable as error:
        checks.append(("configuration", "wrong", str(error)))
    try:
        store = open_store(settings)
    except SettingsError as error:
        return [*checks, ("event store", "wrong", str(error))]
    try:
        await store.migrate()
        checks.append(("event store", "ok", settings.store_url))
    except (StoreUnavailable, StoreTooNew) as error:
        checks.append(("event store", "wrong", str(error)))
    finally:
        await store.close()
    return checks


def _log(settings: Settings) -> Check:
    if not settings.log_folder.is_dir():
        return "log", "ok", "empty"
    return "log", "ok", f"{backlog_bytes(settings.log_folder):,} bytes wait for the store"
