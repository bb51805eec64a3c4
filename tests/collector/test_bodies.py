"""Which bodies are refused, for what reason, at which field; and which are taken as they are."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.collector.rooms import Room

from ecomdash.collector.faults import STATUS
from ecomdash.events.commerce import Purchase, Refund
from ecomdash.events.outcome import RejectReason

INVALID = "invalid_field"
VIEW = b'{"event_type":"pageview"}'
BUY = {"event_type": "purchase", "order_id": "1"}
WIDE = {"event_type": "pageview", "properties": {f"p{number}": number for number in range(51)}}

REFUSED: list[tuple[bytes | dict[str, Any], str, str]] = [
    (b"", "malformed", ""),
    (b" \n", "malformed", ""),
    (b"null", INVALID, ""),
    (b"[]", INVALID, ""),
    (b"{", "malformed", ""),
    (b"hello", "malformed", ""),
    (VIEW + b"x", "malformed", ""),
    (b'{"event_type":"pageview","title":"\xff"}', "malformed", ""),
    (b'{"event_type":"pageview","title":"\xed\xa0\x80"}', "malformed", ""),
    (b'{"event_type":"purchase","order_id":"1","currency":"EUR\\n"}', INVALID, "currency"),
    ({"event_type": "purchase", "order_id": " \u00a0 ", "value": 1}, INVALID, "order_id"),
    ({"event_type": "refund", "order_id": "\t"}, INVALID, "order_id"),
    (b'{"event_type":"purchase","order_id":"1","value":NaN}', "malformed", ""),
    (b'{"event_type":"purchase","order_id":"1","value":Infinity}', "malformed", ""),
    (b'{"event_type":"pageview","title":"a","title":"b"}', "malformed", "title"),
    (b'{"event_type":"pageview","properties":{"a":1,"a":2}}', "malformed", "a"),
    (b"[" * 200_000, INVALID, ""),
    (b'{"event_type":' + b"[" * 200_000, "malformed", ""),
    (b'{"event_type":"pageview","x":' + b'{"x":' * 100_000, "unknown_field", "x"),
    (b'{"event_type":"pageview","properties":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001, INVALID, "properties"),
    (b'{"event_type":"pageview","title":"' + b"x" * 1_000_000 + b'"}', "too_large", ""),
    ({}, INVALID, "event_type"),
    ({"event_type": "nonsense"}, INVALID, "event_type"),
    ({"event_type": 5}, INVALID, "event_type"),
    ({"event_type": "pageview", "foo": 1}, "unknown_field", "foo"),
    ({"event_type": "pageview", "x" * 10_000: 1}, "unknown_field", "x" * 64),
    ({"event_type": "pageview", "title": "x" * 501}, INVALID, "title"),
    ({"event_type": "pageview", "url": "x" * 2_049}, INVALID, "url"),
    ({"event_type": "pageview", "viewport_width": -1}, INVALID, "viewport_width"),
    ({"event_type": "pageview", "viewport_width": "1"}, INVALID, "viewport_width"),
    ({"event_type": "pageview", "viewport_width": 1.5}, INVALID, "viewport_width"),
    (b'{"event_type":"pageview","viewport_width":' + b"9" * 6_000 + b"}", INVALID, "viewport_width"),
    ({"event_type": "pageview", "consent_given": "yes"}, INVALID, "consent_given"),
    ({"event_type": "pageview", "visitor_id": ""}, INVALID, "visitor_id"),
    ({"event_type": "pageview", "occurred_at": -1}, INVALID, "occurred_at"),
    ({"event_type": "pageview", "properties": {"ok": 1, "a": {"b": 1}}}, INVALID, "properties.a"),
    ({"event_type": "pageview", "properties": {"ok": 1, "a": [1]}}, INVALID, "properties.a"),
    ({"event_type": "pageview", "properties": {"a": "x" * 1_001}}, INVALID, "properties.a"),
    ({"event_type": "pageview", "properties": {"": 1}}, INVALID, "properties"),
    ({"event_type": "pageview", "properties": {"x" * 65: 1}}, INVALID, "properties"),
    (WIDE, INVALID, "properties"),
    (b'{"event_type":"pageview","properties":{"a":9223372036854775808}}', INVALID, "properties.a"),
    (b'{"event_type":"pageview","properties":{"a":' + b"9" * 30 + b"}}", INVALID, "properties.a"),
    (b'{"event_type":"pageview","properties":{"a":' + b"9" * 6_000 + b"}}", INVALID, "properties.a"),
    (b'{"event_type":"pageview","properties":{"a":1e400}}', INVALID, "properties.a"),
    ({"event_type": "purchase"}, INVALID, "order_id"),
    ({**BUY, "value": "NaN"}, INVALID, "value"),
    ({**BUY, "value": "sNaN"}, INVALID, "value"),
    ({**BUY, "value": "-Infinity"}, INVALID, "value"),
    ({**BUY, "value": "a lot"}, INVALID, "value"),
    ({**BUY, "value": True}, INVALID, "value"),
    ({**BUY, "value": 1_000_000_001}, INVALID, "value"),
    ({**BUY, "value": "1e999999999"}, INVALID, "value"),
    ({**BUY, "tax": "Infinity"}, INVALID, "tax"),
    ({**BUY, "currency": "eur"}, INVALID, "currency"),
    ({**BUY, "currency": "EURO"}, INVALID, "currency"),
    ({**BUY, "items": [{"item_id": "a"}, {"item_name": "b"}]}, INVALID, "items[1].item_id"),
    ({**BUY, "items": [{"item_id": "a", "colour": "blue"}]}, "unknown_field", "items[0].colour"),
    ({**BUY, "items": [{"item_id": "a", "price": "NaN"}]}, INVALID, "items[0].price"),
    ({**BUY, "items": [{"item_id": "a", "quantity": 10**30}]}, INVALID, "items[0].quantity"),
    ({**BUY, "items": [{"item_id": "a"}] * 201}, INVALID, "items"),
    ({"event_type": "refund", "order_id": "1", "value": -5}, INVALID, "value"),
    ({"event_type": "web_vitals", "lcp_ms": -1}, INVALID, "lcp_ms"),
    ({"event_type": "pageview", "site_key": "nobody"}, "unknown_site", "site_key"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "reason", "field"), REFUSED, ids=range(len(REFUSED)))
async def test_bad_bodies_are_refused_by_reason_and_field(
    here: Room, body: bytes | dict[str, Any], reason: str, field: str
) -> None:
    decision = here.decide(body)
    assert decision.taken == []
    (rejection,) = decision.rejections
    assert (rejection.reason, rejection.field) == (RejectReason(reason), field)
    assert rejection.detail.endswith(".")
    assert len(rejection.detail) < 300
    answer = await here.client.post(
        "/event", content=body if isinstance(body, bytes) else msgspec.json.encode(body), headers={"X-Site-Key": "shop"}
    )
    assert answer.status_code == STATUS[RejectReason(reason)]
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["type"] == f"/problems/{reason}"
    assert problem["status"] == answer.status_code
    assert problem["errors"][0]["field"] == field
    assert await here.records() == []


TAKEN: list[bytes | dict[str, Any]] = [
    VIEW,
    b'{"event_type" : "pageview", "title": null, "properties": null}',
    b'{"event_type":"pageview","title":"a \\":\\" b","properties":{"x":"\\u0022:"}}',
    {"event_type": "pageview", "properties": {}},
    {"event_type": "pageview", "properties": {"a": 2**63 - 1, "b": -(2**63), "c": 1.5, "d": None, "e": True}},
    {"event_type": "pageview", "title": "\U0001f600 caf\u00e9"},
    {"event_type": "custom", "name": "sign up"},
    {**BUY, "value": 19.99},
    {**BUY, "value": "19.99", "currency": "EUR", "tax": 0, "items": []},
    {**BUY, "value": -1_000_000_000},
]  # fmt: skip


@pytest.mark.parametrize("body", TAKEN, ids=range(len(TAKEN)))
async def test_good_bodies_are_taken(here: Room, body: bytes | dict[str, Any]) -> None:
    decision = here.decide(body)
    assert decision.rejections == []
    assert [len(taken.record.hits) for taken in decision.taken] == [1]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("19.99", "19.99"), ("19.990000000000002", "19.9900"), ("0.00005", "0.0000"), ("1e3", "1000.0000"),
        ("1e-400", "0.0000"), ("1000000000", "1000000000"), ("-5", "-5"),
    ],
)  # fmt: skip
async def test_amounts_are_exact_to_four_decimals(here: Room, value: str, expected: str) -> None:
    decision = here.decide(b'{"event_type":"purchase","order_id":"1","value":%s}' % value.encode())
    hit = decision.taken[0].record.hits[0].hit
    assert isinstance(hit, Purchase)
    assert str(hit.value) == expected


@pytest.mark.parametrize(
    ("sent", "title"),
    [
        (b"cut \\ud83d", "cut \ufffd"), (b"\\uDE00 cut", "\ufffd cut"), (b"\\udc00\\ud800", "\ufffd\ufffd"),
        (b"\\ud83d\\ud83d\\ude00", "\ufffd\U0001f600"), (b"\\ud83d\\uDE00", "\U0001f600"), (b"\\\\ud83d", "\\ud83d"),
        (b"\\\\\\ud83d", "\\\ufffd"),
    ],
)  # fmt: skip
async def test_a_text_that_was_cut_inside_a_character_is_mended(here: Room, sent: bytes, title: str) -> None:
    decision = here.decide(b'{"event_type":"pageview","title":"%b"}' % sent)
    assert decision.rejections == []
    assert decision.taken[0].record.hits[0].hit.title == title


async def test_every_event_of_too_large_a_batch_is_counted(here: Room) -> None:
    decision = here.decide({"events": [{"event_type": "pageview"}] * 130}, batch=True)
    assert decision.refused == {(1, "too_many_events"): 130}
    assert len(decision.rejections) == 1


async def test_a_refund_without_an_amount_is_of_the_whole_order(here: Room) -> None:
    decision = here.decide({"event_type": "refund", "order_id": "7", "value": 0})
    assert decision.taken[0].record.hits[0].hit == Refund(order_id="7", value=Decimal(0))


async def test_a_refused_body_counts_for_the_site_it_names(here: Room) -> None:
    assert here.decide({"event_type": "pageview", "site_key": "never", "foo": 1}).refused == {(3, "unknown_field"): 1}
    assert here.decide(b"{", site_key=None).refused == {(0, "malformed"): 1}
    assert here.decide(b"{").refused == {(1, "malformed"): 1}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
FIELDS = [
    "event_type",
    "url",
    "title",
    "properties",
    "items",
    "value",
    "occurred_at",
    "sent_at",
    "visitor_id",
    "events",
]
EVENTS = st.fixed_dictionaries(
    {"event_type": st.sampled_from(["pageview", "purchase", "custom", "nonsense"]) | JSON},
    optional=dict.fromkeys(FIELDS[1:], JSON),
)


@given(
    body=st.binary(max_size=200) | st.one_of(JSON, EVENTS, st.fixed_dictionaries({"events": st.lists(EVENTS | JSON)}))
)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_body_at_all_is_an_error_of_ours(here: Room, body: Any) -> None:
    encoded = body if isinstance(body, bytes) else _any_json(body)
    for batch in (False, True):
        decision = here.decide(encoded, batch=batch)
        assert decision.taken or decision.rejections


def _any_json(value: Any) -> bytes:
    import json

    return json.dumps(value).encode(errors="surrogatepass")  # NaN, Infinity and lone surrogates included
