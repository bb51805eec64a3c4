"""The commands that change the configuration database; they work while the server runs, too."""

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from ecomdash.cli.databases import SitesUnavailable, has_sites, open_sites
from ecomdash.clock import SystemClock
from ecomdash.settings import Settings
from ecomdash.sites import registry, tokens, users, validation
from ecomdash.sites.database import Database
from ecomdash.sites.errors import Conflict, InvalidField, Missing
from ecomdash.sites.secrets import hash_password

_ACTOR = "command line"
_clock = SystemClock()


class Refused(Exception):  # noqa: N818 - names what happened
    """The command cannot be done; the message is for the person who gave it."""


@asynccontextmanager
async def _database(settings: Settings, *, new: bool = False) -> AsyncIterator[Database]:
    """The configuration database; `new` says whether the command may begin one where there is none."""
    if not (new or has_sites(settings)):
        at_default = not settings.sites and not settings.data.is_dir()
        missing = f"data folder {settings.data}" if at_default else f"configuration at {settings.sites_url}"
        raise Refused(f"there is no {missing}")
    try:
        database = await open_sites(settings)
    except SitesUnavailable as error:
        raise Refused(str(error)) from error
    try:
        yield database
    except (InvalidField, Conflict, Missing) as error:
        raise Refused(str(error.args[0])) from error
    finally:
        await database.close()


def ask_password() -> str:
    """From the terminal, twice and unseen; else one line of the standard input."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")


async def add_user(settings: Settings, email: str, password: str, role: str) -> None:
    """Raises Refused."""
    async with _database(settings, new=True) as database:
        password_hash = await hash_password(validation.check_password(password))
        async with database.write() as session:
            row = await users.create(session, _clock.now(), _ACTOR, email=email, password_hash=password_hash, role=role)
        typer.echo(f"{row.email} may log in as {row.role}.")


async def reset_password(settings: Settings, email: str, password: str) -> None:
    """Raises Refused."""
    async with _database(settings) as database:
        password_hash = await hash_password(validation.check_password(password))
        async with database.write() as session:
            await users.reset_password(session, _clock.now(), _ACTOR, email, password_hash)
        typer.echo(f"{email} has a new password; every login of theirs has ended.")


async def add_site(settings: Settings, fields: Mapping[str, Any]) -> None:
    """Raises Refused."""
    async with _database(settings, new=True) as database, database.write() as session:
        row = await registry.create(session, _clock.now(), _ACTOR, fields)
        typer.echo(row.key)


async def list_sites(settings: Settings) -> None:
    """Raises Refused."""
    async with _database(settings) as database, database.read() as session:
        table = Table("key", "name", "domains", "time zone", "currency", box=None, header_style="bold")
        for row in await registry.every(session):
            table.add_row(row.key, row.name, ", ".join(row.domains), row.timezone, row.currency)
        Console().print(table)


async def create_token(settings: Settings, name: str, scope: str) -> None:
    """Raises Refused."""
    async with _database(settings) as database, database.write() as session:
        _, secret = await tokens.create(session, _clock.now(), _ACTOR, name=name, scope=scope)
        typer.echo(secret)
