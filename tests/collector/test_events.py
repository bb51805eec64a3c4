"""When an event happened, whose it is, and what of it reaches the log."""

import time
import uuid
from typing import Any

import pytest
from tests.collector.rooms import NOW, NOW_MS, Room

from ecomdash.collector.eventids import new_event_id
from ecomdash.collector.faults import Fault
from ecomdash.collector.times import occurred
from ecomdash.events.commerce import Purchase
from ecomdash.events.limits import LATE_US
from ecomdash.events.record import AcceptedHit, encode

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
YEAR = 365 * DAY
LATE = LATE_US // 1_000


@pytest.mark.parametrize(
    ("occurred_ms", "sent_ms", "trusted", "expected_ms"),
    [
        (None, None, False, NOW_MS),
        (None, NOW_MS + YEAR, False, NOW_MS),
        (NOW_MS - 5_000, None, False, NOW_MS - 5_000),
        (NOW_MS + YEAR, None, False, NOW_MS),  # no event is in the future
        (NOW_MS + 1, None, False, NOW_MS),
        (NOW_MS + YEAR - 5_000, NOW_MS + YEAR, False, NOW_MS - 5_000),  # a clock a year fast
        (NOW_MS - YEAR - 5_000, NOW_MS - YEAR, False, NOW_MS - 5_000),  # a clock a year slow
        (NOW_MS - YEAR + 5_000, NOW_MS - YEAR, False, NOW_MS),  # happened after it was sent: that clock jumped
        (5_000, 10_000, False, NOW_MS - 5_000),  # a clock that began at 1970
        (NOW_MS - DAY, NOW_MS, False, NOW_MS - DAY),  # an offline queue
        (NOW_MS - LATE, NOW_MS, False, NOW_MS - LATE),
        (NOW_MS - LATE - 1, NOW_MS, False, None),
        (NOW_MS - LATE - 1, NOW_MS, True, NOW_MS - LATE - 1),
        (NOW_MS - YEAR, None, False, None),  # an old clock and no word of it
        (NOW_MS - YEAR, None, True, NOW_MS - YEAR),
        (NOW_MS + YEAR, None, True, NOW_MS),
        (0, 32_503_680_000_000, True, 0),
    ],
)
def test_times_are_told_by_the_servers_clock(
    occurred_ms: int | None, sent_ms: int | None, trusted: bool, expected_ms: int | None
) -> None:
    def at() -> int:
        return occurred(received_at=NOW, occurred_ms=occurred_ms, sent_ms=sent_ms, trusted=trusted)

    if expected_ms is None:
        with pytest.raises(Fault, match="48 hours old"):
            at()
    else:
        assert at() == expected_ms * 1_000


def only(here: Room, event: dict[str, Any], **changes: Any) -> AcceptedHit:
    decision = here.decide({"event_type": "pageview", **event}, **changes)
    assert decision.rejections == []
    ((hit,),) = (taken.record.hits for taken in decision.taken)
    return hit


IDS = {"visitor_id": "v", "session_id": "s"}


@pytest.mark.parametrize(
    ("site", "consent", "changes", "honoured"),
    [
        ("shop", None, {}, False),
        ("shop", False, {}, False),
        ("shop", True, {}, True),
        ("shop", True, {"gpc": True}, False),
        ("shop", True, {"dnt": True}, True),  # that site does not respect it
        ("implied", None, {}, True),
        ("implied", True, {}, True),
        ("implied", False, {}, False),
        ("implied", None, {"gpc": True}, True),  # that site does not respect it
        ("never", True, {}, False),
        ("shop", None, {"trusted": True}, False),
    ],
)
async def test_a_senders_ids_are_honoured_by_consent(
    here: Room, site: str, consent: bool | None, changes: dict[str, Any], honoured: bool
) -> None:
    event = {**IDS, "site_key": site, "consent_given": consent}
    one, other = only(here, event, **changes), only(here, event, **{**changes, "address": "198.51.100.7"})
    assert (one.visitor_id == other.visitor_id) is honoured  # else it is told by the address
    assert (one.client_session != 0) is honoured
    assert one.visitor_id != 0


async def test_consent_says_who_the_visitor_was_before(here: Room) -> None:
    before = only(here, {"consent_given": False})
    after = only(here, {**IDS, "consent_given": True})
    assert after.anonymous_id == before.visitor_id != after.visitor_id
    assert before.anonymous_id == 0
    assert only(here, {**IDS, "consent_given": True}, address="", trusted=True).anonymous_id == 0
    elsewhere = only(here, {**IDS, "consent_given": True}, address="198.51.100.7")
    assert elsewhere.anonymous_id != after.anonymous_id
    assert elsewhere.visitor_id == after.visitor_id


async def test_who_asks_not_to_be_tracked_is_not(here: Room) -> None:
    decision = here.decide({"event_type": "pageview", "site_key": "implied"}, dnt=True)
    assert [rejection.reason for rejection in decision.rejections] == ["opted_out"]
    assert decision.taken == []


async def test_servers_without_addresses_have_their_customers_told_apart(here: Room) -> None:
    def visitor(**event: Any) -> int:
        return only(here, {"event_type": "purchase", **event}, address="", trusted=True).visitor_id

    known = visitor(order_id="1", customer_id="c")
    assert visitor(order_id="2", customer_id="c") == known
    assert len({known, visitor(order_id="3"), visitor(order_id="4"), visitor(order_id="5", customer_id="d")}) == 4
    page = {"event_type": "pageview"}
    assert visitor(**page, event_id="a") == visitor(**page, event_id="a") != visitor(**page, event_id="b")


async def test_what_names_the_sender_is_gone_from_the_record(here: Room) -> None:
    event: dict[str, Any] = {
        **IDS, "event_type": "purchase", "site_key": "shop", "event_id": str(uuid.uuid4()), "order_id": "7",
        "customer_id": "customer-4711", "occurred_at": NOW_MS, "sent_at": NOW_MS, "user_agent": "Body/1.0",
        "consent_given": True, "properties": {"size": "m"},
    }  # fmt: skip
    accepted = only(here, event)
    hit = accepted.hit
    assert accepted.event_id == uuid.UUID(event["event_id"]).bytes
    assert (hit.site_key, hit.event_id, hit.visitor_id, hit.session_id) == (None, None, None, None)
    assert (hit.occurred_at, hit.sent_at, hit.user_agent) == (None, None, None)
    assert isinstance(hit, Purchase)
    assert hit.customer_id is not None
    assert -(2**63) <= int(hit.customer_id) < 2**63
    again = only(here, {**event, "order_id": "8"}).hit
    assert isinstance(again, Purchase)
    assert again.customer_id == hit.customer_id


async def test_missing_event_ids_are_made_and_given_ones_are_stable(here: Room) -> None:
    made = {only(here, {}).event_id for _ in range(100)}
    assert len(made) == 100
    assert {uuid.UUID(bytes=id_).version for id_ in made} == {7}
    given = {only(here, {"event_id": "order-7"}).event_id for _ in range(3)}
    assert len(given) == 1
    assert given != {only(here, {"event_id": "order-7", "site_key": "never"}).event_id}


@pytest.mark.parametrize("at", [0, NOW, 2**48 * 1_000 - 1])
def test_new_event_ids_sort_by_time(at: int) -> None:
    made = uuid.UUID(bytes=new_event_id(at))
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == at // 1_000


async def test_the_record_tells_place_agent_and_hints(here: Room) -> None:
    hints = {"sec-ch-ua": '"Chromium";v="140"', "sec-ch-ua-mobile": "?0"}
    (taken,) = here.decide(
        {"event_type": "pageview", "user_agent": "Body/1.0"}, address="8.8.8.8", hints=hints, origin="server"
    ).taken
    record = taken.record
    assert (record.site_id, record.received_at, record.user_agent) == (1, NOW, "Body/1.0")
    assert (record.country, record.hints, record.origin, record.trusted) == ("US", hints, "server", False)
    (taken,) = here.decide({"event_type": "pageview", "timezone": "Asia/Tokyo"}, address="10.0.0.1").taken
    assert (taken.record.country, taken.record.user_agent) == ("JP", "Firefox")


ADDRESSES = ["203.0.113.9", "2001:db8:85a3::8a2e:370:7334"]


@pytest.mark.parametrize("address", ADDRESSES)
async def test_no_address_reaches_the_record(here: Room, address: str) -> None:
    event = {
        "event_type": "search", "search_term": address, "title": f"You, {address}", "language": address,
        "url": f"https://shop.example/{address}/x?size={address}&utm_source={address}&ip={address}#/{address}",
        "referrer": f"https://from.example/{address}", "user_agent": f"Mozilla/5.0 Chrome/{address} ({address})",
        "properties": {address: address, "text": f"x{address}x {address}"},
    }  # fmt: skip
    decision = here.decide(event, address=address, user_agent=f"Agent/{address}", hints={"sec-ch-ua": address})
    data = b"".join(encode(taken.record) for taken in decision.taken)
    assert b"shop.example" in data
    assert address.encode() not in data


def test_a_decision_takes_no_notice_of_the_wall_clock() -> None:
    assert abs(NOW / 1e6 - time.time()) > 60  # the tests above would otherwise prove nothing about the clock handed in
