"""`ecomdash migrate`: brings the tables of both databases up to date, without starting anything."""

import asyncio
from contextlib import AsyncExitStack

import typer

from ecomdash.cli.folder import DataFolder
from ecomdash.cli.process import prepare, run
from ecomdash.cli.store_rooms import StoreRooms
from ecomdash.settings import Settings


def migrate(settings: Settings) -> int:
    """Safe to run twice, and by two processes at once; the exit code."""
    prepare(settings)
    return run(settings, _migrate(settings))


async def _migrate(settings: Settings) -> None:
    async with AsyncExitStack() as opened:
        rooms = StoreRooms(settings, opened)
        if rooms.is_embedded():
            folder = await asyncio.to_thread(DataFolder, settings.data)
            opened.callback(folder.release)
        await rooms.sites()
        await rooms.store()
        typer.echo("The tables of the configuration and of the event store are up to date.")
