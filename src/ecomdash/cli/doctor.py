"""`ecomdash doctor`: looks at the folder, the disk and every connection, and says what is wrong and what to do."""

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
from rich.text import Text

import ecomdash
from ecomdash.cli import logs
from ecomdash.cli.connections import Check, connections
from ecomdash.cli.listening import PortTaken, listen
from ecomdash.cli.rooms import trusted_proxies
from ecomdash.privacy.geo import BUNDLED, Geo
from ecomdash.settings import Settings, SettingsError

_PACKAGES: Final = ("sqlalchemy", "fastapi", "uvicorn", "msgspec", "pyarrow")
_MEGABYTE: Final = 1_000_000

_STYLES: Final = {"ok": "[green]ok[/]", "note": "[yellow]note[/]", "wrong": "[red]wrong[/]"}


def doctor(settings: Settings) -> int:
    """Print one line per check; the exit code is 1 when something is wrong."""
    logs.configure("error", settings)  # what the rooms say while they are looked at is found in the lines
    checks = [_program(), _folder(settings.data), _web_files(), _address(settings), _proxies(settings), _geo(settings)]
    if settings.data.is_dir():
        checks.append(_disk(settings))
    checks += asyncio.run(connections(settings))
    table = Table(box=None, show_header=False)
    table.add_column()
    table.add_column()
    table.add_column(overflow="fold")  # a word too long for the line, as addresses are, is broken and not cut
    for what, state, found in checks:
        table.add_row(_STYLES[state], what, Text(found))  # brackets in it are no markup
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


def _address(settings: Settings) -> Check:
    try:
        listen(settings.host, 0).close()  # its own port may be taken by the server that runs
    except PortTaken as error:
        return "address", "wrong", f"ECOMDASH_HOST: {error}"
    return "address", "ok", f"{settings.host}, port {settings.port}"


def _proxies(settings: Settings) -> Check:
    try:
        trusted_proxies(settings)
    except SettingsError as error:
        return "trusted proxies", "wrong", str(error)
    return "trusted proxies", "ok", settings.trusted_proxies or "none"


def _geo(settings: Settings) -> Check:
    try:
        Geo(settings.geo_database).close()
    except SettingsError as error:
        return "countries", "wrong", str(error)
    if settings.geo_database:
        return "countries", "ok", settings.geo_database
    if not BUNDLED.is_file():
        return "countries", "note", "the bundled country database is not there: they come from browsers' time zones"
    return "countries", "ok", "the bundled country database"


def _disk(settings: Settings) -> Check:
    free = shutil.disk_usage(settings.data).free
    found = f"{free // _MEGABYTE:,} MB free; the collector stops at {settings.min_free_disk // _MEGABYTE:,} MB"
    if free < settings.min_free_disk:
        return "disk", "wrong", found
    return "disk", "note" if free < 5 * settings.min_free_disk else "ok", found
