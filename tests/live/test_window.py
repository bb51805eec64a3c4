"""The realtime window's numbers, exact to the microsecond at its edges."""

import pickle
from decimal import Decimal
from typing import Any

import pytest

from ecomdash.api import schemas
from ecomdash.live import protocol
from ecomdash.live.protocol import LiveEvent, NamedCount, RecentConversion, RecentEvent, Snapshot
from ecomdash.live.window import CONVERSIONS, EVENTS, MINUTES, TOP, Window, moment

SECOND, MINUTE = 1_000_000, 60_000_000
NOW = 29_000_000 * MINUTE + 20 * SECOND  # 20 seconds into a minute


def event(ago: int = 0, visitor: int = 1, kind: str = "pageview", **fields: Any) -> LiveEvent:
    given: dict[str, Any] = {
        "name": kind, "path": "/a", "country": "GB", "device": "mobile", "source": "Google", "simulated": False,
    }  # fmt: skip
    return LiveEvent(NOW - ago, visitor, kind, **(given | fields))


def snapshot(*events: LiveEvent, at: int = NOW) -> Snapshot:
    window = Window()
    window.add(events, at)
    return window.snapshot(at)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (protocol.Snapshot, schemas.Realtime),
        (protocol.NamedCount, schemas.NamedCount),
        (protocol.MinuteCount, schemas.MinuteCount),
        (protocol.RecentConversion, schemas.RecentConversion),
        (protocol.RecentEvent, schemas.RecentEvent),
    ],
)
def test_fields_are_those_of_the_api(ours: Any, theirs: Any) -> None:
    assert list(ours.__struct_fields__) == list(theirs.model_fields)


def test_nothing_is_a_window_too() -> None:
    empty = snapshot()
    assert (empty.active_visitors, empty.visitors, empty.pageviews, empty.simulated) == (0, 0, 0, False)
    assert (empty.top_pages, empty.recent_events, empty.recent_conversions) == ([], [], [])
    assert [m.pageviews for m in empty.pageviews_per_minute] == [0] * MINUTES


EDGES = [  # how long ago -> active, visitors, pageviews
    (0, (1, 1, 1)),
    (30 * SECOND - 1, (1, 1, 1)),
    (30 * SECOND, (0, 1, 1)),
    (5 * MINUTE - 1, (0, 1, 1)),
    (5 * MINUTE, (0, 0, 0)),
    (30 * MINUTE, (0, 0, 0)),
    (-5 * MINUTE, (1, 1, 1)),  # a clock that is ahead
]


@pytest.mark.parametrize(("ago", "counts"), EDGES)
def test_edges_when_published(ago: int, counts: tuple[int, int, int]) -> None:
    found = snapshot(event(ago))
    assert (found.active_visitors, found.visitors, found.pageviews) == counts


@pytest.mark.parametrize(("ago", "counts"), [edge for edge in EDGES if edge[0] >= 0])
def test_edges_as_time_goes_on(ago: int, counts: tuple[int, int, int]) -> None:
    window = Window()
    window.add([event(0)], NOW)
    found = window.snapshot(NOW + ago)
    assert (found.active_visitors, found.visitors, found.pageviews) == counts


def test_visitors_are_counted_once_and_by_what_they_did_last() -> None:
    found = snapshot(
        event(5 * SECOND, 1, path="/a"), event(3 * SECOND, 1, path="/b"), event(3 * SECOND, 1, path="/b"),
        event(2 * SECOND, 2, path="/b", source="", country=""), event(40 * SECOND, 3, path="/b", country="DE"),
        event(1 * SECOND, 1, "engagement", path=""), event(1 * SECOND, 0, "custom", path="/server"),
    )  # fmt: skip
    assert (found.active_visitors, found.visitors, found.pageviews) == (2, 3, 5)
    assert found.top_pages == [NamedCount("/b", 3), NamedCount("/a", 1)]
    assert found.top_sources == [NamedCount("Google", 2)]
    assert found.top_countries == [NamedCount("DE", 1), NamedCount("GB", 1)]


def test_the_order_of_publishing_does_not_matter() -> None:
    events = [event(n * 7 * SECOND, n % 5, path=f"/{n % 3}", source=f"s{n % 5}") for n in range(60)]
    one, two = Window(), Window()
    one.add(events, NOW)
    for late in reversed(events):
        two.add([late], NOW)
    assert one.snapshot(NOW) == two.snapshot(NOW)


def test_the_graph_has_thirty_minutes_oldest_first() -> None:
    found = snapshot(
        event(0, 1), event(20 * SECOND, 1), event(20 * SECOND + 1, 2), event(MINUTE, 2, "custom"),
        event(29 * MINUTE + 20 * SECOND, 9), event(29 * MINUTE + 20 * SECOND + 1, 9),
    )  # fmt: skip
    graph = found.pageviews_per_minute
    assert [m.minute for m in graph] == [moment(NOW - 20 * SECOND - n * MINUTE) for n in range(29, -1, -1)]
    assert (graph[-1].pageviews, graph[-1].visitors) == (2, 1)
    assert (graph[-2].pageviews, graph[-2].visitors) == (1, 1)
    assert (graph[0].pageviews, graph[0].visitors) == (1, 1)
    assert sum(m.pageviews for m in graph) == 4


def test_the_feeds_hold_the_newest() -> None:
    orders = [
        event(n * SECOND, n + 1, "purchase", order_id=str(n), value=Decimal(n), currency="EUR", items=2)
        for n in range(CONVERSIONS + 5)
    ]
    noise = [event(0, 1, kind) for kind in ("engagement", "web_vitals")]
    found = snapshot(*reversed(orders), *noise, *(event(n * SECOND) for n in range(60)))
    assert [c.order_id for c in found.recent_conversions] == [str(n) for n in range(CONVERSIONS)]
    assert found.recent_conversions[1] == RecentConversion(
        moment(NOW - SECOND), "1", Decimal(1), "EUR", "GB", "Google", 2, False
    )
    assert len(found.recent_events) == EVENTS
    assert {e.event_type for e in found.recent_events} == {"pageview", "purchase"}
    assert found.recent_events[0] == RecentEvent(
        moment(NOW), "purchase", "purchase", "/a", "GB", "mobile", "Google", Decimal(0), "EUR", False
    )


def test_the_feeds_forget_after_half_an_hour() -> None:
    window = Window()
    window.add([event(0, 1, "purchase", order_id="1")], NOW)
    assert len(window.snapshot(NOW + 29 * MINUTE).recent_conversions) == 1
    later = window.snapshot(NOW + 31 * MINUTE)
    assert (later.recent_conversions, later.recent_events) == ([], [])


def test_simulated_traffic_is_told_as_long_as_it_is_in_the_window() -> None:
    window = Window()
    window.add([event(0), event(MINUTE, 2, simulated=True)], NOW)
    assert window.snapshot(NOW).simulated
    assert not window.snapshot(NOW + 30 * MINUTE).simulated


def test_lists_have_ten_rows() -> None:
    found = snapshot(*(event(0, n + 1, path=f"/{n:02}", source=f"s{n}", country=f"c{n}") for n in range(25)))
    assert [row.name for row in found.top_pages] == [f"/{n:02}" for n in range(TOP)]
    assert len(found.top_sources) == len(found.top_countries) == TOP


def test_memory_is_bounded_to_who_was_seen_last() -> None:
    window = Window(limit=100)
    for n in range(400):
        window.add([event((400 - n) * SECOND // 2, n + 1, path=f"/{n}")], NOW)
    found = window.snapshot(NOW)
    assert 50 <= found.visitors <= 100
    assert found.active_visitors == 59
    assert found.pageviews == 400


def test_a_window_nobody_looks_at_forgets_too() -> None:
    window = Window()
    for n in range(3 * 60):
        at = NOW + n * MINUTE
        window.add([LiveEvent(at, 2 * n + v, "pageview", "", f"/{n}", "", "", "", False) for v in (1, 2)], at)
    held = pickle.dumps(window)
    for n in range(3 * 60, 30 * 60):
        at = NOW + n * MINUTE
        window.add([LiveEvent(at, 2 * n + v, "pageview", "", f"/{n}", "", "", "", False) for v in (1, 2)], at)
    assert len(pickle.dumps(window)) < 2 * len(held)
