"""What the local log has beside what every log has: segments, partitions of other processes, files that are lost."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.log.logs import everything, open_log, payloads

from ecomdash.log import frame, segments
from ecomdash.log.local import LocalLog
from ecomdash.log.protocol import Record
from ecomdash.log.recovery import LogInUse


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[LocalLog]:
    opened = open_log(tmp_path)
    yield opened
    await opened.close()


async def test_a_record_beyond_the_bound_is_refused_before_anything_is_written(log: LocalLog) -> None:
    with pytest.raises(frame.PayloadTooLarge):
        await log.append(bytes(frame.MAX_PAYLOAD + 1))
    await log.append(b"next")
    assert payloads(await everything(log)) == [b"next"]


async def test_a_reader_in_another_thread_and_loop_is_woken(log: LocalLog) -> None:
    found: list[Record] = []
    thread = threading.Thread(target=lambda: found.extend(asyncio.run(log.read({}, 1000, 30))))
    thread.start()
    await asyncio.sleep(0.02)
    await log.append(b"across")
    await asyncio.to_thread(thread.join, 10)
    assert payloads(found) == [b"across"]


async def test_committed_segments_are_deleted_and_positions_go_on(tmp_path: Path) -> None:
    log = open_log(tmp_path, segment_bytes=1_000)
    for number in range(10):
        await log.append(b"%d" % number * 600)
    records = await everything(log)
    assert len(segments.bases(tmp_path / "0")) == 5
    log.commit({0: records[4].end})
    assert segments.bases(tmp_path / "0")[0] == records[3].end  # two records to a segment; the fifth is half of its own
    assert payloads(await everything(log, {0: records[4].end})) == payloads(records[5:])
    log.commit({0: records[-1].end})
    assert len(segments.bases(tmp_path / "0")) == 1
    await log.close()
    again = open_log(tmp_path)
    await again.append(b"after")
    (last,) = await everything(again, {0: records[-1].end})
    await again.close()
    assert (last.payload, last.end > records[-1].end) == (b"after", True)


async def test_reading_before_the_oldest_segment_begins_with_what_there_is(tmp_path: Path) -> None:
    log = open_log(tmp_path, segment_bytes=10)
    for payload in (b"x", b"y", b"z"):
        await log.append(payload)
    records = await everything(log)
    log.commit({0: records[1].end})
    assert payloads(await everything(log, {0: 0})) == [b"z"]
    await log.close()


async def test_a_lost_folder_does_not_reuse_positions_that_were_committed(tmp_path: Path) -> None:
    log = open_log(tmp_path, committed={0: 5_000})
    await log.append(b"new")
    assert payloads(await everything(log, {0: 5_000})) == [b"new"]
    await log.close()


async def test_a_reader_ahead_of_a_lost_log_misses_nothing_from_then_on(log: LocalLog) -> None:
    assert await log.read({0: 9_000}, 1000, 0) == []
    await log.append(b"new")
    assert payloads(await everything(log, {0: 9_000})) == [b"new"]


async def test_other_partitions_are_followed(tmp_path: Path) -> None:
    main, other = open_log(tmp_path), open_log(tmp_path, partition=3)
    await main.append(b"main")
    await other.append(b"other")
    records = await everything(main)
    assert {(record.partition, record.payload) for record in records} == {(0, b"main"), (3, b"other")}
    positions = {record.partition: record.end for record in records}
    reading = asyncio.create_task(main.read(positions, 1000, 30))
    await asyncio.sleep(0.01)
    await other.append(b"later")
    assert payloads(await asyncio.wait_for(reading, 5)) == [b"later"]
    await other.close()
    await main.close()


async def test_a_read_is_filled_from_many_partitions(tmp_path: Path) -> None:
    logs = [open_log(tmp_path, partition=number) for number in range(4)]
    for each in logs:
        await each.append(bytes(300_000))
    assert len(await logs[0].read({}, 1_000_000, 0)) == 4
    assert len(await logs[0].read({}, 600_000, 0)) == 2
    for each in logs:
        await each.close()


async def test_a_partition_without_a_writer_is_read_to_its_end(tmp_path: Path) -> None:
    other = open_log(tmp_path, partition=1)
    await other.append(b"left behind")
    await other.close()
    (tmp_path / "1" / "mark").unlink()  # as if the machine had lost it
    main = open_log(tmp_path)
    assert payloads(await everything(main)) == [b"left behind"]
    await main.close()


async def test_one_partition_has_one_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ecomdash.log.local._LOCK_PATIENCE", 0)
    log = open_log(tmp_path)
    with pytest.raises(LogInUse):
        open_log(tmp_path)
    await log.close()
    await open_log(tmp_path).close()
