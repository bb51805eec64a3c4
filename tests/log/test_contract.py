"""What every log promises: what was acknowledged is read once, in order, from any position, whoever opens it."""

import asyncio
import os
import threading
from collections import defaultdict

import pytest
from tests.log.conftest import Opening, read_all
from tests.log.logs import payloads

from ecomdash.log.frame import MAX_PAYLOAD, PayloadTooLarge
from ecomdash.log.protocol import Log, LogFull, Record

pytestmark = pytest.mark.parametrize("opening", ["local", "kafka"], indirect=True)


def ends(records: list[Record]) -> dict[int, int]:
    return {record.partition: record.end for record in records}


def by_partition(records: list[Record]) -> dict[int, list[bytes]]:
    found: defaultdict[int, list[bytes]] = defaultdict(list)
    for record in records:
        found[record.partition].append(record.payload)
    return dict(found)


async def test_records_come_back_as_they_were_and_in_order(opening: Opening) -> None:
    log = await opening()
    sent = [b"a", b"", b"c" * 100_000, os.urandom(1_500_000), b"\x00\xff"]
    for payload in sent:
        await log.append(payload)
    records = await read_all(log, len(sent))
    assert payloads(records) == sent
    positions = [record.end for record in records]
    assert positions == sorted(set(positions))
    assert {record.partition for record in records} == {0}


async def test_what_is_appended_to_a_shard_is_one_partition(opening: Opening) -> None:
    log = await opening()
    sent = {shard: [b"%d %d" % (shard, number) for number in range(20)] for shard in range(log.shards)}
    for number in range(20):
        await asyncio.gather(*(log.append(sent[shard][number], shard) for shard in sent))
    assert by_partition(await read_all(log, 20 * log.shards)) == sent


async def test_many_waiting_appends_are_all_kept_once_and_in_order(opening: Opening) -> None:
    log = await opening()
    sent = [b"%d" % number for number in range(5_000)]
    await asyncio.gather(*map(log.append, sent))
    records = await read_all(log, len(sent))
    assert payloads(records) == sent
    assert await log.read(ends(records), 1000, 0.1) == []


async def test_any_position_may_be_read_from_again(opening: Opening) -> None:
    log = await opening()
    sent = [b"%d" % number for number in range(300)]
    await asyncio.gather(*map(log.append, sent))
    records = await read_all(log, 300)
    for start in (0, 299, 150, 151, 1):
        assert payloads(await read_all(log, 300 - start, {0: records[start - 1].end} if start else {})) == sent[start:]


async def test_a_small_limit_still_gives_one_record_and_misses_none(opening: Opening) -> None:
    log = await opening()
    sent = [bytes([number]) * 200_000 for number in range(5)]
    for payload in sent:
        await log.append(payload)
    assert payloads(await read_all(log, 5, limit=1)) == sent


async def test_a_limit_bounds_what_one_read_brings(opening: Opening) -> None:
    log = await opening()
    for number in range(60):
        await log.append(bytes([number]) * 1_000_000)
    found = await read_all(log, 1, limit=2_000_000)
    assert 1 <= len(found) <= 4
    assert len(await read_all(log, 60 - len(found), ends(found), limit=2_000_000)) == 60 - len(found)


async def test_a_record_beyond_the_bound_is_refused_and_the_largest_is_not(opening: Opening) -> None:
    log = await opening()
    with pytest.raises(PayloadTooLarge):
        await log.append(bytes(MAX_PAYLOAD + 1))
    largest = os.urandom(MAX_PAYLOAD)  # nothing that compresses
    await log.append(largest)
    assert payloads(await read_all(log, 1)) == [largest]


async def test_reading_waits_for_the_first_record_and_gives_up_in_time(opening: Opening) -> None:
    log = await opening()
    await log.append(b"first")
    positions = ends(await read_all(log, 1))
    assert await log.read(positions, 1000, 0.01) == []
    assert await log.read(positions, 1000, 0) == []
    reading = asyncio.create_task(log.read(positions, 1000, 30))
    await asyncio.sleep(0.01)
    await log.append(b"woken")
    assert payloads(await asyncio.wait_for(reading, 20)) == [b"woken"]


async def test_a_read_that_was_given_up_takes_nothing_away(opening: Opening) -> None:
    log = await opening()
    await log.append(b"first")
    positions = ends(await read_all(log, 1))
    reading = asyncio.create_task(log.read(positions, 1000, 30))
    await asyncio.sleep(0.01)
    reading.cancel()
    await log.append(b"second")
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert payloads(await read_all(log, 1, positions)) == [b"second"]


async def test_threads_and_event_loops_may_share_it(opening: Opening) -> None:
    log = await opening()

    async def append_some(name: int) -> None:
        await asyncio.gather(*(log.append(b"%d %d" % (name, number), number % log.shards) for number in range(200)))

    found: list[Record] = []
    reader = threading.Thread(target=lambda: found.extend(asyncio.run(read_all(log, 601))))
    writers = [threading.Thread(target=lambda name=name: asyncio.run(append_some(name))) for name in range(2)]
    for thread in (reader, *writers):
        thread.start()
    await append_some(2)
    await log.append(b"last")
    for thread in (*writers, reader):
        await asyncio.to_thread(thread.join, 60)
    sent = {b"%d %d" % (name, number) for name in range(3) for number in range(200)}
    assert sorted(payloads(found)) == sorted({*sent, b"last"})


async def test_what_was_appended_is_there_after_a_reopening(opening: Opening) -> None:
    first = await opening()
    await first.append(b"one")
    await first.close()
    second = await opening()
    await second.append(b"two")
    assert payloads(await read_all(second, 2)) == [b"one", b"two"]
    assert second.name == first.name


async def test_what_is_not_committed_is_kept_and_positions_go_on(opening: Opening) -> None:
    log = await opening()
    for number in range(10):
        await log.append(b"%d" % number)
    records = await read_all(log, 10)
    log.commit({0: records[4].end})
    log.commit({0: records[5].end, 999: 5})  # of a partition that there is not
    assert payloads(await read_all(log, 4, {0: records[5].end})) == payloads(records[6:])
    await log.close()
    again = await opening()
    await again.append(b"after")
    later = await read_all(again, 1, {0: records[-1].end})
    assert payloads(later) == [b"after"]
    assert later[0].end > records[-1].end


async def test_closing_finishes_waiting_appends_and_refuses_later_ones(opening: Opening) -> None:
    log: Log = await opening()
    waiting = [asyncio.ensure_future(log.append(b"%d" % number)) for number in range(100)]
    await asyncio.sleep(0)
    await log.close()
    await log.close()
    await asyncio.gather(*waiting)
    with pytest.raises(LogFull):
        await log.append(b"late")
    assert await log.read({}, 1000, 30) == []
    assert len(await read_all(await opening(), 100)) == 100


async def test_a_read_that_waits_ends_when_the_log_is_closed(opening: Opening) -> None:
    log = await opening()
    await log.append(b"first")
    positions = ends(await read_all(log, 1))
    reading = asyncio.create_task(log.read(positions, 1000, 300))
    await asyncio.sleep(0.05)
    await log.close()
    assert await asyncio.wait_for(reading, 20) == []
