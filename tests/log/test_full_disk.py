"""A full or failing disk answers LogFull, keeps nothing of the refused record, and recovers by itself."""

import asyncio
import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.log.logs import everything, open_log, payloads

from ecomdash.log import writer
from ecomdash.log.protocol import LogFull


class Disk:
    """The free bytes that the log is told of."""

    def __init__(self, free: int) -> None:
        self.free = free

    def __call__(self, folder: Path) -> int:
        return self.free


async def test_too_little_free_disk_refuses_and_room_lets_it_go_on(tmp_path: Path) -> None:
    disk = Disk(1_000)
    log = open_log(tmp_path, min_free_disk=1_000, free=disk)
    await log.append(b"one")
    told = [log.trouble]
    disk.free = 999
    told.append(log.trouble)
    for _ in range(3):
        with pytest.raises(LogFull):
            await log.append(b"refused")
    disk.free = 5_000
    told.append(log.trouble)
    assert told == ["", "the disk is nearly full; the collector answers 503", ""]
    await log.append(b"two")
    assert payloads(await everything(log)) == [b"one", b"two"]
    await log.close()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
@pytest.mark.parametrize("call", ["write", "_sync"])
async def test_a_failing_write_or_sync_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, call: str
) -> None:
    log = open_log(tmp_path)
    await log.append(b"one")

    def half(descriptor: int, data: bytes) -> int:
        os.pwrite(descriptor, data[: len(data) // 2], 0)  # O_APPEND puts it at the end
        raise OSError(code, os.strerror(code))

    def fail(descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as broken:
        if call == "write":
            broken.setattr(writer, "_write_all", half)
        else:
            broken.setattr(writer, "_sync", fail)
        with pytest.raises(LogFull, match=os.strerror(code)):
            await log.append(b"refused" * 50)
        assert payloads(await everything(log)) == [b"one"]
    await log.append(b"two")
    assert payloads(await everything(log)) == [b"one", b"two"]
    await log.close()
    again = open_log(tmp_path)
    assert payloads(await everything(again)) == [b"one", b"two"]
    await again.close()


async def test_a_tail_that_cannot_be_cut_away_is_never_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = open_log(tmp_path)

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "input/output error")

    for expected in ([], [b"one"]):
        with monkeypatch.context() as broken:
            broken.setattr(writer, "_sync", fail)
            broken.setattr("ecomdash.log.writer.os.ftruncate", fail)
            with pytest.raises(LogFull):
                await log.append(b"refused")
        assert payloads(await everything(log)) == expected
        await log.append(b"one")
    assert payloads(await everything(log)) == [b"one", b"one"]
    await log.close()
    again = open_log(tmp_path)
    assert payloads(await everything(again)) == [b"one", b"one"]
    await again.close()


LIMITED = """
import asyncio, resource, sys
from pathlib import Path
from ecomdash.log.local import LocalLog
from ecomdash.log.protocol import LogFull

async def main():
    log = LocalLog(Path(sys.argv[1]), min_free_disk=0)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, resource.RLIM_INFINITY))
    kept = refused = 0
    for number in range(30):
        try:
            await log.append(b"%d" % number * 300)
            kept += 1
        except LogFull:
            refused += 1
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await log.append(b"room again")
    await log.close()
    print(kept, refused)

asyncio.run(main())
"""


async def test_a_real_size_limit_of_the_system_is_survived(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LIMITED, str(tmp_path)]
    result = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=True)
    kept, refused = map(int, result.stdout.split()[-2:])
    assert kept + refused == 30
    assert refused > 0
    log = open_log(tmp_path)
    found = payloads(await everything(log))
    await log.close()
    assert len(found) == kept + 1
    assert found[-1] == b"room again"
