"""A full disk, events from within the process, and what is on the disk afterwards."""

import asyncio
import ipaddress
import uuid
from collections import Counter
from pathlib import Path

import pytest
from tests.collector.rooms import ENDLESS, NOW, SHOP, Room, room

from ecomdash.events.commerce import Purchase
from ecomdash.events.page import Pageview
from ecomdash.events.record import Accepted, AnyHit, Refused
from ecomdash.log.protocol import LogFull

VIEW = {"event_type": "pageview"}


async def test_a_full_disk_is_answered_503_and_the_collector_recovers(tmp_path: Path) -> None:
    free = ENDLESS
    async with room(tmp_path, lambda _: free) as here:
        batch = {"site_key": "shop", "events": [VIEW, {**VIEW, "user_agent": "Other"}, {"event_type": "nonsense"}]}
        assert (await here.client.post("/batch", json=batch)).status_code == 202
        free = 0
        for _ in range(3):
            answer = await here.client.post("/batch", json=batch)
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "30"
            assert answer.json()["type"] == "/problems/disk_full"
            assert [one["index"] for one in answer.json()["errors"]] == [0, 1, 2]
        free = ENDLESS
        assert (await here.client.post("/batch", json=batch)).json()["accepted"] == 2
        await here.collector.close()
        records = await here.records()
        counts = {(r.site_id, r.reason): r.count for r in records if isinstance(r, Refused)}
        assert counts == {(1, "disk_full"): 6, (1, "invalid_field"): 5}
        assert sum(isinstance(record, Accepted) for record in records) == 4


def _refuse_agent(here: Room, agent: bytes) -> None:
    """The log takes no record of that agent, as Kafka takes none of a partition whose broker is away."""
    append = here.log.append

    async def taking_others(payload: bytes, shard: int = 0) -> None:
        if agent in payload:
            raise LogFull("away")
        await append(payload, shard)

    here.log.append = taking_others  # type: ignore[method-assign]


async def test_a_batch_of_which_a_part_cannot_be_kept_is_to_be_sent_again(here: Room) -> None:
    events = [{**VIEW, "event_id": str(uuid.UUID(int=n)), "user_agent": f"Agent {n}"} for n in range(3)]
    batch = {"site_key": "shop", "events": [*events, {"event_type": "nonsense"}]}
    append = here.log.append
    _refuse_agent(here, b"Agent 1")
    answer = await here.client.post("/batch", json=batch)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert answer.json()["type"] == "/problems/disk_full"
    assert [one["index"] for one in answer.json()["errors"]] == [1, 3]
    assert "those with an event_id still count once" in answer.json()["detail"]
    here.log.append = append  # type: ignore[method-assign]
    assert (await here.client.post("/batch", json=batch)).json()["accepted"] == 3
    ids = Counter(hit.event_id for r in await here.records() if isinstance(r, Accepted) for hit in r.hits)
    assert ids == {uuid.UUID(int=n).bytes: 1 if n == 1 else 2 for n in range(3)}  # the loader counts each once


async def test_hits_from_within_of_which_a_part_cannot_be_kept_are_said_so(here: Room) -> None:
    _refuse_agent(here, b"Agent 1")
    hits: list[AnyHit] = [Pageview(user_agent="Agent 0"), Pageview(user_agent="Agent 1")]
    with pytest.raises(LogFull):
        await here.collector.accept_hits(SHOP, hits, ip="203.0.113.9", user_agent="x")
    assert len(await here.records()) == 1


async def test_counts_that_find_no_room_are_kept_for_later(tmp_path: Path) -> None:
    free = 0
    async with room(tmp_path, lambda _: free) as here:
        await here.client.post("/event", content=b"{")
        await here.collector.close()
        assert await here.records() == []
        free = ENDLESS
        await here.collector.close()
        assert [record.count for record in await here.records() if isinstance(record, Refused)] == [1]


async def test_refused_events_are_written_within_seconds_without_being_asked(here: Room) -> None:
    await here.client.post("/event", content=b"{")
    (record,) = await here.log.read({}, 1_000, 30)
    assert record.payload


async def test_hits_from_within_are_taken_like_any_others(here: Room) -> None:
    hits: list[AnyHit] = [Pageview(title="by john@example.com"), Purchase(order_id="7", occurred_at=5)]
    receipt = await here.collector.accept_hits(SHOP, hits, ip="203.0.113.9", user_agent="Firefox", received_at=NOW - 7)
    assert (receipt.accepted, [one.index for one in receipt.rejected]) == (1, [1])
    (record,) = await here.records()
    assert isinstance(record, Accepted)
    assert (record.origin, record.received_at, record.hits[0].occurred_at) == ("simulated", NOW - 7, NOW - 7)
    assert record.hits[0].hit.title == "by [email]"


async def test_trusted_hits_may_be_old_and_many(here: Room) -> None:
    hits = [Purchase(order_id=str(number), customer_id="c", occurred_at=number) for number in range(2_500)]
    receipt = await here.collector.accept_hits(SHOP, hits, ip="", user_agent="", trusted=True, origin="import")
    assert (receipt.accepted, receipt.rejected) == (2_500, [])
    records = [record for record in await here.records() if isinstance(record, Accepted)]
    assert {(record.origin, record.trusted) for record in records} == {("import", True)}
    assert [hit.occurred_at for record in records for hit in record.hits] == [number * 1_000 for number in range(2_500)]
    assert len({hit.visitor_id for record in records for hit in record.hits}) == 1


async def test_no_room_for_hits_from_within_is_said_so(tmp_path: Path) -> None:
    async with room(tmp_path, lambda _: 0) as here:
        with pytest.raises(LogFull):
            await here.collector.accept_hits(SHOP, [Pageview()], ip="203.0.113.9", user_agent="x")


async def test_many_requests_at_once_are_all_kept(here: Room) -> None:
    answers = await asyncio.gather(
        *(here.client.post("/event?site_key=shop", json={**VIEW, "path": f"/{number}"}) for number in range(300))
    )
    assert {answer.status_code for answer in answers} == {202}
    paths = [record.hits[0].hit.path for record in await here.records() if isinstance(record, Accepted)]
    assert sorted(map(str, paths)) == sorted(f"/{number}" for number in range(300))


ADDRESSES = ["203.0.113.77", "2001:db8:85a3::8a2e:370:7334"]


@pytest.mark.parametrize("address", ADDRESSES)
async def test_no_file_holds_a_raw_address(tmp_path: Path, address: str, capfd: pytest.CaptureFixture[str]) -> None:
    async with room(tmp_path) as here:
        for body in (
            {**VIEW, "title": address, "properties": {"ip": address, address: f"from {address}"}},
            {**VIEW, "url": f"https://shop.example/?utm_source={address}", "user_agent": f"Agent {address}"},
            {**VIEW, "referrer": f"http://[{address}]/" if ":" in address else f"http://{address}/"},
            {"event_type": address},
            {**VIEW, address: 1},
        ):
            headers = {"X-Forwarded-For": address, "User-Agent": f"Mozilla/5.0 {address}", "X-Site-Key": "shop"}
            await here.client.post("/event", json=body, headers=headers)
        await here.client.post(f"/event?site_key={address}", content=b"{" + address.encode(), headers=headers)
        assert len(await here.records()) == 3
    _assert_absent(tmp_path, address, capfd.readouterr())


def _assert_absent(folder: Path, address: str, output: tuple[str, str]) -> None:
    parsed = ipaddress.ip_address(address)
    needles = [address.encode(), parsed.exploded.encode(), parsed.packed]
    files = [path for path in folder.rglob("*") if path.is_file()]
    contents = {path: path.read_bytes() for path in files}
    contents[Path("output")] = "".join(output).encode()
    found = [(path, needle) for path, content in contents.items() for needle in needles if needle in content]
    assert found == []
    assert len(files) >= 4
