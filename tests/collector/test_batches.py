"""A batch stores its good events and says which others were refused and why."""

from typing import Any

import msgspec
import pytest
from tests.collector.rooms import NOW_MS, Room, request, site_of

from ecomdash.collector.decide import Decider
from ecomdash.collector.eventids import new_event_id
from ecomdash.events.record import Accepted, Refused

VIEW = {"event_type": "pageview"}


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([VIEW], {}),
        ([VIEW] * 100, {}),
        ([VIEW, {"event_type": "nonsense"}, VIEW], {1: ("invalid_field", "event_type")}),
        ([VIEW, 5], {1: ("invalid_field", "")}),
        ([None, VIEW, []], {0: ("invalid_field", ""), 2: ("invalid_field", "")}),
        ([{**VIEW, "site_key": "nobody"}, {**VIEW, "site_key": "never"}], {0: ("unknown_site", "site_key")}),
        ([VIEW, {**VIEW, "occurred_at": 5}], {1: ("too_old", "occurred_at")}),
        ([{"event_type": "purchase", "order_id": "1", "value": "NaN"}, VIEW], {0: ("invalid_field", "value")}),
        ([VIEW, {**VIEW, "foo": 1}], {1: ("unknown_field", "foo")}),
        ([VIEW, {**VIEW, "properties": {"a": 10**400}}], {1: ("invalid_field", "properties.a")}),
        ([VIEW, {f"k{number}": 0 for number in range(60_000)}], {1: ("invalid_field", "event_type")}),
    ],
)
async def test_good_events_are_stored_and_bad_ones_named(
    here: Room, events: list[Any], expected: dict[int, tuple[str, str]]
) -> None:
    answer = await here.client.post("/batch", json={"site_key": "shop", "events": events})
    assert answer.status_code == 202
    body = answer.json()
    assert body["accepted"] == len(events) - len(expected)
    assert {one["index"]: (one["reason"], one["field"]) for one in body["rejected"]} == expected
    assert all(one["detail"].endswith(".") for one in body["rejected"])
    accepted = [record for record in await here.records() if isinstance(record, Accepted)]
    assert sum(len(record.hits) for record in accepted) == body["accepted"]


def test_a_visitor_has_one_shard_of_the_log(here: Room) -> None:
    decider = Decider(site_of, here.anonymiser, new_event_id, shards=7)  # which does not divide 20
    events = [{**VIEW, "visitor_id": f"v{n % 20}", "consent_given": True} for n in range(100)]
    body = msgspec.json.encode({"site_key": "shop", "events": events})
    decision = decider.body(body, request(), batch=True)
    assert sorted(index for taken in decision.taken for index in taken.indexes) == list(range(100))
    shards: dict[int, set[int]] = {}
    for taken in decision.taken:
        for accepted in taken.record.hits:
            shards.setdefault(accepted.visitor_id, set()).add(taken.shard)
    assert len(shards) == 20
    assert shards == {visitor: {visitor % 7} for visitor in shards}
    used = sorted(taken.shard for taken in decision.taken)
    assert used == sorted(set().union(*shards.values()))  # one record each
    assert len(used) > 1


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b"", 400, "malformed"),
        (b"[]", 422, "invalid_field"),
        (b'{"events":[]}', 400, "malformed"),
        (b'{"events":null}', 422, "invalid_field"),
        (b"{}", 422, "invalid_field"),
        (b'{"events":[{"event_type":"pageview"}],"more":1}', 422, "unknown_field"),
        (b'{"events":[{"event_type":"pageview"}],"events":[{"event_type":"pageview"}]}', 400, "malformed"),
        (b'{"events":[{"event_type":"pageview","title":"a","title":"b"}]}', 400, "malformed"),
        (b'{"events":[{"event_type":"pageview"},', 400, "malformed"),
        (b'{"events":' + b"[" * 100_000, 400, "malformed"),
        (b'{"events":[' + b"1," * 100 + b"1]}", 422, "too_many_events"),
        (b'{"events":[' + b'{"event_type":"pageview"},' * 100 + b'{"event_type":"pageview"}]}', 422, "too_many_events"),
        (b'{"events":[' + b"{}," * 300_000 + b"{}]}", 422, "too_many_events"),
        (b'{"sent_at":-1,"events":[{"event_type":"pageview"}]}', 422, "invalid_field"),
        (b'{"events":[{"event_type":"nonsense"},{"event_type":"purchase"}]}', 422, "invalid_field"),
        (b'{"site_key":"nobody","events":[{"event_type":"pageview"}]}', 403, "unknown_site"),
        (b'{"events":[{"event_type":"pageview","title":"\xff"}]}', 400, "malformed"),
    ],
    ids=range(17),
)  # fmt: skip
async def test_a_batch_with_nothing_good_is_a_problem(here: Room, body: bytes, status: int, reason: str) -> None:
    answer = await here.client.post("/batch", content=body, headers={"X-Site-Key": "shop"})
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{reason}")
    assert await here.records() == []


async def test_one_deep_event_does_not_cost_the_others(here: Room) -> None:
    deep = b'{"event_type":"pageview","foo":' + b"[" * 900 + b"]" * 900 + b"}"
    body = b'{"site_key":"shop","events":[{"event_type":"pageview"},%b]}' % deep
    answer = await here.client.post("/batch", content=body)
    assert (answer.status_code, answer.json()["accepted"]) == (202, 1)
    assert [one["index"] for one in answer.json()["rejected"]] == [1]


async def test_events_are_kept_together_by_site_and_agent_in_their_order(here: Room) -> None:
    events = [
        {**VIEW, "path": "/0"},
        {**VIEW, "path": "/1", "site_key": "never"},
        {**VIEW, "path": "/2"},
        {**VIEW, "path": "/3", "user_agent": "Other"},
        {**VIEW, "path": "/4"},
    ]
    await here.client.post("/batch", json={"site_key": "shop", "events": events}, headers={"User-Agent": "Firefox"})
    accepted = [record for record in await here.records() if isinstance(record, Accepted)]
    found = {(record.site_id, record.user_agent): [hit.hit.path for hit in record.hits] for record in accepted}
    assert found == {(1, "Firefox"): ["/0", "/2", "/4"], (3, "Firefox"): ["/1"], (1, "Other"): ["/3"]}


async def test_the_batchs_time_of_sending_corrects_its_events(here: Room) -> None:
    wrong = NOW_MS + 10**10
    events = [{**VIEW, "occurred_at": wrong - 7_000}, {**VIEW, "occurred_at": wrong - 7_000, "sent_at": wrong - 5_000}]
    await here.client.post("/batch", json={"site_key": "shop", "sent_at": wrong, "events": events})
    (record,) = await here.records()
    assert isinstance(record, Accepted)
    assert [hit.occurred_at // 1_000 for hit in record.hits] == [NOW_MS - 7_000, NOW_MS - 2_000]


async def test_refused_events_are_counted_by_site_and_reason(here: Room) -> None:
    bad = [{"event_type": "nonsense"}, {**VIEW, "foo": 1}, {**VIEW, "site_key": "nobody"}]
    for _ in range(50):
        await here.client.post("/batch", json={"site_key": "shop", "events": bad})
    await here.client.post("/event", content=msgspec.json.encode({**VIEW, "site_key": "never", "occurred_at": 5}))
    await here.collector.close()
    counts = {(r.site_id, r.reason): r.count for r in await here.records() if isinstance(r, Refused)}
    assert counts == {
        (1, "invalid_field"): 50, (1, "unknown_field"): 50, (0, "unknown_site"): 50, (3, "too_old"): 1,
    }  # fmt: skip
