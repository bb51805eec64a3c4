"""What is told of a local log that no loader reads, or that no collector writes."""

import os
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from ecomdash.cli.backlog import Unread, others_write
from ecomdash.cli.rooms import CannotStart, Rooms
from ecomdash.log.recovery import LogInUse, lock
from ecomdash.settings import load


def test_a_log_that_nobody_reads_is_told_after_a_minute(tmp_path: Path) -> None:
    unread = Unread(load({}, data=tmp_path), 1)

    def told(durable: int, floor: int, now: float) -> bool:
        unread.look(durable, floor, now)
        return "no loader" in unread.trouble

    assert not told(0, 0, 1_000)
    assert not told(0, 0, 2_000), "there is nothing to read"
    assert not told(500, 0, 2_010)
    assert not told(900, 100, 2_055), "somebody reads"
    assert not told(900, 100, 2_110)
    assert told(900, 100, 2_115)
    assert not told(900, 900, 2_120)


def test_a_loader_that_is_there_and_waits_tells_so_itself(tmp_path: Path) -> None:
    settings = load({}, data=tmp_path)
    unread = Unread(settings, 1)
    own = settings.log_folder / "0"
    own.mkdir(parents=True)
    descriptor = lock(own, 0)  # as of one that waits for a backup
    unread.look(500, 0, 1_000)
    unread.look(500, 0, 1_060)
    assert unread.trouble == ""
    os.close(descriptor)
    unread.look(500, 0, 1_065)
    assert "no loader" in unread.trouble


def test_a_folder_that_no_collector_writes_to(tmp_path: Path) -> None:
    settings = load({}, data=tmp_path)
    (settings.log_folder / "0").mkdir(parents=True)
    assert not others_write(settings)
    (settings.log_folder / "12").mkdir()
    assert others_write(settings)


async def test_a_second_loader_is_told_of_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(*_: object) -> None:
        raise LogInUse("another process writes to log/0")

    monkeypatch.setattr("ecomdash.cli.rooms.open_log", taken)
    async with AsyncExitStack() as opened:
        with pytest.raises(CannotStart, match=r"^another process writes to log/0; it is another loader's, or"):
            await Rooms(load({}, data=tmp_path), opened).log()
