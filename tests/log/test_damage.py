"""Torn tails, flipped bits, lost files and a killed process: what was acknowledged survives, the rest is told apart."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.log.logs import everything, open_log, payloads

from ecomdash.log import frame, segments


async def write(folder: Path, *sent: bytes, segment_bytes: int = 64_000_000) -> None:
    log = open_log(folder, segment_bytes=segment_bytes)
    for payload in sent:
        await log.append(payload)
    await log.close()


async def read(folder: Path) -> list[bytes]:
    log = open_log(folder)
    found = payloads(await everything(log))
    await log.close()
    return found


def newest(folder: Path) -> Path:
    return segments.path(folder / "0", segments.bases(folder / "0")[-1])


@pytest.mark.parametrize("keep_mark", [True, False])
@pytest.mark.parametrize(
    "tail",
    [
        frame.frame(b"unfinished")[:-3],
        frame.frame(b"unfinished")[:5],
        b"\0" * 4096,
        frame.MARK,
        b"rubbish" * 100,
        frame.MARK + b"\xff" * 8,
    ],
)
async def test_a_torn_tail_is_trimmed_and_the_log_goes_on(tmp_path: Path, tail: bytes, keep_mark: bool) -> None:
    await write(tmp_path, b"one", b"two")
    path = newest(tmp_path)
    whole = path.stat().st_size
    with path.open("ab") as file:
        file.write(tail)
    if not keep_mark:
        (tmp_path / "0" / "mark").unlink()
    assert await read(tmp_path) == [b"one", b"two"]
    assert path.stat().st_size == whole
    await write(tmp_path, b"three")
    assert await read(tmp_path) == [b"one", b"two", b"three"]


async def test_a_whole_record_that_was_not_acknowledged_yet_is_kept(tmp_path: Path) -> None:
    await write(tmp_path, b"one")
    with newest(tmp_path).open("ab") as file:
        file.write(frame.frame(b"written, not synced") + b"torn")
    assert await read(tmp_path) == [b"one", b"written, not synced"]


@pytest.mark.parametrize("keep_mark", [True, False])
@pytest.mark.parametrize("spot", ["mark", "length", "crc", "payload"])
async def test_one_damaged_record_costs_no_other(tmp_path: Path, spot: str, keep_mark: bool) -> None:
    sent = [bytes([65 + number]) * 1_000 for number in range(9)]
    await write(tmp_path, *sent, segment_bytes=3_000)
    first = segments.path(tmp_path / "0", segments.bases(tmp_path / "0")[1])
    offset = {"mark": 0, "length": 5, "crc": 9, "payload": 500}[spot]
    data = bytearray(first.read_bytes())
    data[frame.HEADER.size + 1_000 + offset] ^= 0x55
    first.write_bytes(data)
    if not keep_mark:
        (tmp_path / "0" / "mark").unlink()
    log = open_log(tmp_path)
    found = payloads(await everything(log))
    again = payloads(await everything(log))
    skipped = log.skipped_bytes
    await log.close()
    assert found == again == sent[:4] + sent[5:]
    assert skipped == frame.HEADER.size + 1_000  # counted once, however often it is read


async def test_a_damaged_last_record_is_left_in_place_and_what_follows_is_read(tmp_path: Path) -> None:
    await write(tmp_path, b"one", b"two")
    path = newest(tmp_path)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    assert await read(tmp_path) == [b"one"]
    await write(tmp_path, b"three")
    assert await read(tmp_path) == [b"one", b"three"]


async def test_a_segment_full_of_rubbish_is_stepped_over(tmp_path: Path) -> None:
    sent = [b"x" * 500, b"y" * 500, b"z" * 500]
    await write(tmp_path, *sent, segment_bytes=100)
    middle = segments.path(tmp_path / "0", segments.bases(tmp_path / "0")[1])
    middle.write_bytes(os.urandom(middle.stat().st_size))
    assert await read(tmp_path) == [sent[0], sent[2]]


@pytest.mark.parametrize("which", [0, 1, 2])
async def test_a_segment_that_vanished_is_stepped_over(tmp_path: Path, which: int) -> None:
    sent = [b"x" * 500, b"y" * 500, b"z" * 500]
    await write(tmp_path, *sent, segment_bytes=100)
    segments.path(tmp_path / "0", segments.bases(tmp_path / "0")[which]).unlink()
    assert await read(tmp_path) == [payload for index, payload in enumerate(sent) if index != which]
    await write(tmp_path, b"after")
    assert (await read(tmp_path))[-1] == b"after"


async def test_records_that_follow_lost_segments_are_read(tmp_path: Path) -> None:
    await write(tmp_path, b"one", b"lost")
    for file in (tmp_path / "0").glob("*.log"):
        file.unlink()
    log = open_log(tmp_path)
    assert await everything(log) == []
    await log.append(b"three")
    assert payloads(await everything(log)) == [b"three"]
    await log.close()


@pytest.mark.parametrize("everything_else", [False, True])
async def test_what_is_accepted_after_segments_were_deleted_is_read(tmp_path: Path, everything_else: bool) -> None:
    log = open_log(tmp_path)
    await log.append(b"before")
    read = {0: (await everything(log))[-1].end}
    for file in (tmp_path / "0").iterdir():
        if everything_else or file.suffix == ".log":
            file.unlink()
    await log.append(b"after")
    assert payloads(await everything(log, read)) == [b"after"]
    await log.close()
    log = open_log(tmp_path, committed=read)
    assert payloads(await everything(log, read)) == [b"after"]
    await log.close()


@pytest.mark.parametrize(
    "rubbish", [b"\xff" * 16, b"\xff" * 7 + b"\x3f" + b"\0" * 8, b"\0" * 8 + b"\xff" * 7 + b"\x3f", b"\0" * 16]
)
async def test_a_damaged_mark_costs_no_record(tmp_path: Path, rubbish: bytes) -> None:
    log = open_log(tmp_path)
    await log.append(b"before")
    await log.close()
    (tmp_path / "0" / "mark").write_bytes(rubbish)
    for number in range(2):
        log = open_log(tmp_path)
        await log.append(b"after %d" % number)
        assert payloads(await everything(log)) == [b"before", b"after 0", b"after 1"][: number + 2]
        await log.close()


async def test_a_shortened_segment_does_not_give_out_its_positions_again(tmp_path: Path) -> None:
    await write(tmp_path, b"one", b"two" * 100)
    log = open_log(tmp_path)
    end = (await everything(log))[-1].end
    await log.close()
    os.truncate(newest(tmp_path), frame.HEADER.size + 3)  # the disk lied about its syncs
    log = open_log(tmp_path)
    await log.append(b"new")
    (new,) = await everything(log, {0: end})
    assert payloads(await everything(log)) == [b"one", b"new"]
    await log.close()
    assert (new.payload, new.end > end) == (b"new", True)


def test_a_payload_that_looks_like_a_record_is_not_mistaken_for_one() -> None:
    inner = frame.frame(b"inside")
    data = frame.frame(inner + b"more") + frame.frame(b"next")
    assert [payload for _, payload in frame.records(data)] == [inner + b"more", b"next"]
    assert frame.next_record(b"rubbish" + frame.MARK + data, 0) == 11
    assert frame.end_of_last(b"") == 0


APPENDING = """
import asyncio, sys
from pathlib import Path
from ecomdash.log.local import LocalLog

async def client(log, number):
    for count in range(1_000_000):
        name = b"%d-%d" % (number, count)
        await log.append(name.ljust(50 + 37 * number % 900, b"."))
        sys.stdout.write(name.decode() + "\\n")
        sys.stdout.flush()

async def main():
    log = LocalLog(Path(sys.argv[1]), partition=int(sys.argv[2]), segment_bytes=20_000, min_free_disk=0)
    await asyncio.gather(*(client(log, number) for number in range(8)))

asyncio.run(main())
"""


@pytest.mark.parametrize("partition", [0, 3])  # its own one to be opened again, or one that nobody writes to any more
async def test_every_record_acknowledged_before_sigkill_is_there_exactly_once(tmp_path: Path, partition: int) -> None:
    acknowledged: list[bytes] = []
    for run, lines in enumerate((1, 40, 700)):
        command = [sys.executable, "-c", APPENDING, str(tmp_path / str(run)), str(partition)]
        process = await asyncio.to_thread(subprocess.Popen, command, stdout=subprocess.PIPE)
        assert process.stdout is not None
        seen = [await asyncio.to_thread(process.stdout.readline) for _ in range(lines)]
        process.send_signal(signal.SIGKILL)
        rest = await asyncio.to_thread(process.stdout.readlines)
        process.wait()
        process.stdout.close()
        acknowledged = [line.strip() for line in seen + rest if line.endswith(b"\n")]
        found = [payload.rstrip(b".") for payload in await read(tmp_path / str(run))]
        assert len(set(found)) == len(found)
        assert set(acknowledged) <= set(found)
        assert len(acknowledged) >= lines
