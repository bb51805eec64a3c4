"""The secret behind visitor ids stays the same when the configuration moves to a server and back."""

import asyncio
from pathlib import Path

import pytest
from tests.cli.conftest import Command
from tests.servers.postgres import shared_server

from ecomdash.cli.databases import open_sites, shared_keeping
from ecomdash.clock import SystemClock
from ecomdash.privacy.anonymiser import open_anonymiser
from ecomdash.privacy.identifiers import SecretDamaged
from ecomdash.settings import load


async def number(data: Path, sites: str = "") -> int:
    """What a visitor's own id becomes in a process with these settings."""
    settings, clock = load({}, data=data, sites=sites), SystemClock()
    database = await open_sites(settings)
    try:
        keeping = await shared_keeping(settings, database, clock) if database.is_shared else None
        anonymiser = open_anonymiser(settings, clock, keeping)
        try:
            return anonymiser.number(1, "visitor", "ann")
        finally:
            anonymiser.close()
    finally:
        await database.close()


def move(command: Command, data: Path, target: str, **settings: object) -> None:
    done = command("move", "--data", data, "--sites", target, **settings)
    assert done.exit_code == 0, done.output


async def test_a_configuration_that_moves_brings_the_secret(tmp_path: Path, command: Command) -> None:
    here, elsewhere, back = tmp_path / "here", tmp_path / "elsewhere", tmp_path / "back"
    server = shared_server()
    with server.database() as name:
        url = server.url(name)
        before = await number(here)
        for _ in range(2):
            await asyncio.to_thread(move, command, here, url)
        assert await number(elsewhere, url) == before, "on a machine that never saw the folder"
        target = f"sqlite:///{back / 'sites.sqlite'}"
        back.mkdir()
        await asyncio.to_thread(move, command, back, target, sites=url)
        assert await number(back) == before


async def test_without_a_move_the_folders_secret_is_taken_along(tmp_path: Path) -> None:
    server = shared_server()
    with server.database() as name:
        before = await number(tmp_path)
        assert await number(tmp_path, server.url(name)) == before
        assert await number(tmp_path / "other", server.url(name)) == before


@pytest.mark.parametrize("secret", [b"short", b"x" * 40])
async def test_a_damaged_secret_is_not_taken_along(tmp_path: Path, secret: bytes) -> None:
    (tmp_path / "privacy").mkdir()
    (tmp_path / "privacy" / "secret").write_bytes(secret)
    server = shared_server()
    with server.database() as name:
        with pytest.raises(SecretDamaged):
            await number(tmp_path, server.url(name))
        assert server.sql("select count(*) from installation_secrets", name) == "0"
