"""What the collector remembers of the events that it refused."""

from typing import Any

import msgspec
import pytest
from tests.collector.rooms import NOW, READ_TOKEN, Room

from ecomdash.clock import US_PER_DAY, US_PER_HOUR, US_PER_MINUTE, US_PER_SECOND
from ecomdash.collector.recent import PER_SITE
from ecomdash.events.record import Refused
from ecomdash.events.refusal import UnknownKeys

MAIL = "jane.doe@example.com"


async def send(here: Room, event: dict[str, Any] | bytes, key: str = "shop") -> None:
    body = event if isinstance(event, bytes) else msgspec.json.encode(event)
    answer = await here.client.post("/event", content=body, headers={"X-Site-Key": key} if key else {})
    assert answer.status_code in {400, 403, 422}


async def test_refusals_are_remembered_newest_first_and_the_like_together(here: Room) -> None:
    await send(here, {"event_type": "purchase"})
    here.clock.advance(US_PER_SECOND)
    await send(here, {"event_type": "pageview", "colour": "red"})
    here.clock.advance(US_PER_SECOND)
    await send(here, {"event_type": "purchase"})
    await send(here, {"event_type": "pageview", "title": 5}, "never")
    found = here.collector.recent.of_site(1)
    assert [(one.occurred_at - NOW, one.event_type, one.reason, one.field, one.events) for one in found] == [
        (2 * US_PER_SECOND, "purchase", "invalid_field", "order_id", 2),
        (US_PER_SECOND, "pageview", "unknown_field", "colour", 1),
    ]
    assert found[0].detail == "The field `order_id` is required."
    assert [one.field for one in here.collector.recent.of_site(3)] == ["title"]
    assert here.collector.recent.of_site(2) == []


async def test_refusals_of_a_batch_are_remembered_for_the_sites_they_name(here: Room) -> None:
    events = [
        {"event_type": "pageview", "site_key": "never", "foo": 1},
        {"event_type": "nonsense"},
        {"event_type": "pageview", "occurred_at": 5},
        {"event_type": "pageview"},
    ]
    answer = await here.client.post("/batch", json={"site_key": "shop", "events": events})
    assert answer.json()["accepted"] == 1
    assert set(answer.json()["rejected"][0]) == {"index", "reason", "detail", "field"}
    found = {(one.event_type, one.reason) for one in here.collector.recent.of_site(1)}
    assert found == {("", "invalid_field"), ("pageview", "too_old")}
    assert [one.field for one in here.collector.recent.of_site(3)] == ["foo"]


@pytest.mark.parametrize(
    ("headers", "size", "expected"),
    [
        ({}, 1_000_001, ("too_large", "", "The body may have 1,000,000 bytes.")),
        ({"Authorization": "Bearer x"}, 1, ("invalid_field", "Authorization", "The token is unknown or was revoked.")),
        ({"Authorization": f"Bearer {READ_TOKEN}"}, 1_000_001, (
            "invalid_field", "Authorization", "This token may not send events; that takes one with the scope ingest.",
        )),
    ],
)  # fmt: skip
async def test_what_is_refused_unread_is_listed_where_its_site_is_known(
    here: Room, headers: dict[str, str], size: int, expected: tuple[str, str, str]
) -> None:
    for given in ({"X-Site-Key": "shop"}, {}, {"X-Site-Key": "no-such-key"}):
        await here.client.post("/batch", content=b"x" * size, headers={**headers, **given})
    await here.client.post("/batch?site_key=never", content=b"x" * size, headers=headers)
    for site_id in (1, 3):
        (found,) = here.collector.recent.of_site(site_id)
        assert (found.reason, found.field, found.detail) == expected
    assert here.collector.recent.unknown_keys().events == 1
    await here.collector.close()
    records = [record for record in await here.records() if isinstance(record, Refused)]
    counts = sorted((record.site_id, record.reason, record.count) for record in records)
    assert counts == [(0, expected[0], 2), (1, expected[0], 1), (3, expected[0], 1)]


@pytest.mark.parametrize(
    "event",
    [
        {"event_type": "purchase", "order_id": {"mail": MAIL}},
        {"event_type": "purchase", "order_id": "1", "currency": MAIL},
        {"event_type": "purchase", "order_id": "1", "value": MAIL},
        {"event_type": "purchase", "order_id": "1", "items": [{"item_id": "a", MAIL: 1}]},
        {"event_type": MAIL},
        {"event_type": "pageview", MAIL: MAIL},
        {"event_type": "pageview", "properties": {MAIL: {}}},
        b'{"event_type":"pageview","properties":{"%b":1,"%b":1}}' % (MAIL.encode(), MAIL.encode()),
        b'{"event_type":"pageview","title":"%b' % MAIL.encode(),
    ],
    ids=range(9),
)
async def test_nothing_personal_is_remembered(here: Room, event: dict[str, Any] | bytes) -> None:
    await send(here, event)
    (found,) = here.collector.recent.of_site(1)
    assert found.reason
    assert "jane" not in repr(found)


async def test_no_flood_takes_more_than_its_share_of_memory(here: Room) -> None:
    for number in range(PER_SITE + 30):
        await send(here, {"event_type": "pageview", f"{number}-{'x' * 5_000}": 1})
    found = here.collector.recent.of_site(1)
    assert len(found) == PER_SITE
    assert found[0].field.startswith(f"{PER_SITE + 29}-")
    assert max(len(one.field) + len(one.detail) for one in found) <= 400


async def test_events_with_a_wrong_key_or_none_are_counted_for_a_day(here: Room) -> None:
    recent = here.collector.recent
    assert recent.unknown_keys() == UnknownKeys()
    await send(here, {"event_type": "pageview"}, "")
    assert recent.unknown_keys() == UnknownKeys(1, NOW, None)
    here.clock.advance(US_PER_HOUR)
    events = [{"event_type": "pageview"}] * 3
    await here.client.post("/batch", json={"site_key": "a-wrong-key", "events": events})
    await send(here, {"event_type": "pageview", "site_key": "a-wrong-key", "foo": 1}, "")
    later = NOW + US_PER_HOUR
    assert recent.unknown_keys() == UnknownKeys(5, later, "a-wrong-")
    here.clock.advance(US_PER_DAY - US_PER_HOUR + 2 * US_PER_MINUTE)
    assert recent.unknown_keys() == UnknownKeys(4, later, "a-wrong-")
    here.clock.advance(US_PER_DAY)
    assert recent.unknown_keys() == UnknownKeys()


@pytest.mark.parametrize("key", [MAIL, "two words", "/path", "x" * 128, "\u00e9"])
async def test_a_key_that_looks_like_none_is_not_shown(here: Room, key: str) -> None:
    await send(here, {"event_type": "pageview", "site_key": key}, "")
    assert here.collector.recent.unknown_keys() == UnknownKeys(1, NOW, None)
