"""Which session an event belongs to, and what the session's row says; the same however the log is cut into batches."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from tests.enrichment.loading import Mode, Shop, in_every_way, opened_store
from tests.enrichment.making import DAY, HOUR, MINUTE, SECOND, T0, accepted, hit, page

from ecomdash.events.commerce import AddToCart, BeginCheckout, Purchase, Refund, ViewItem
from ecomdash.events.engagement import Custom, Engagement
from ecomdash.events.page import PageNotFound
from ecomdash.events.record import Accepted, AcceptedHit, AnyHit
from ecomdash.events.vitals import WebVitals
from ecomdash.store.protocol import Store

pytestmark = in_every_way


@pytest.fixture(scope="module")
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    yield from opened_store(request.param, tmp_path_factory.mktemp("store"))


@pytest.fixture
def shop(store: Store) -> Shop:
    return Shop(store)


def view(minutes: float, path: str = "/", visitor: int = 7, session: int = 0) -> AcceptedHit:
    return hit(page(path), at=T0 + int(minutes * MINUTE), visitor=visitor, session=session)


MIDNIGHT = (T0 // DAY + 1) * DAY

# name -> events in order of arrival, then the sessions as (start, end) in minutes with their number of events
TIMELINES: dict[str, tuple[list[AcceptedHit], list[tuple[float, float, int]]]] = {
    "one event": ([view(0)], [(0, 0, 1)]),
    "exactly 30 minutes are no pause": ([view(0), view(30), view(60)], [(0, 60, 3)]),
    "more than 30 minutes are": ([view(0), view(30.001)], [(0, 0, 1), (30.001, 30.001, 1)]),
    "out of order": ([view(20), view(0), view(10)], [(0, 20, 3)]),
    "before the start": ([view(30), view(0)], [(0, 30, 2)]),
    "visitors do not share": ([view(0), view(1, visitor=8)], [(0, 0, 1), (1, 1, 1)]),
    "client sessions do not share": ([view(0, session=1), view(1, session=2)], [(0, 0, 1), (1, 1, 1)]),
    "client sessions may overlap": (
        [view(0, session=1), view(1, session=2), view(2, session=1), view(3, session=2)], [(0, 2, 2), (1, 3, 2)],
    ),
    "a client session ends after 30 minutes too": (
        [view(0, session=1), view(31, session=1), view(32, session=1)], [(0, 0, 1), (31, 32, 2)],
    ),
    "an event without client session joins any": ([view(0, session=1), view(5), view(10, session=1)], [(0, 10, 3)]),
    "one with a name does not join one without": ([view(0), view(5, session=1)], [(0, 0, 1), (5, 5, 1)]),
    "late, in a gap: the nearer side, never merged": (
        [view(0), view(50), view(20), view(24.9), view(25)], [(0, 25, 4), (50, 50, 1)],
    ),
    "late, in a gap: the later side": ([view(0), view(50), view(30)], [(0, 0, 1), (30, 50, 2)]),
    "in the very middle: the earlier": ([view(0), view(60), view(30)], [(0, 30, 2), (60, 60, 1)]),
    "a day late, before": ([view(1440), view(10), view(0), view(20)], [(0, 20, 3), (1440, 1440, 1)]),
    "a day late, joining what is no more in memory": (
        [view(0), view(1440), view(10), view(1450), view(35), view(66)],
        [(0, 35, 3), (66, 66, 1), (1440, 1450, 2)],
    ),
    "two days late with a client session": (
        [view(0, session=3), view(2880, session=4), view(15, session=3), view(16)], [(0, 16, 3), (2880, 2880, 1)],
    ),
    "a year back, by a shop's server": (
        [view(0), view(-525_600), view(-525_590)], [(-525_600, -525_590, 2), (0, 0, 1)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TIMELINES)
async def test_timelines(shop: Shop, mode: Mode, name: str) -> None:
    events, expected = TIMELINES[name]
    newest = max(event.occurred_at for event in events)
    await shop.load([accepted(event, received_at=newest) for event in events], mode)
    found = await shop.rows("analytics_sessions", "started_at", "ended_at", "events")
    assert sorted(((s - T0) / MINUTE, (e - T0) / MINUTE, n) for s, e, n in found) == expected
    ids = {session_id for (session_id,) in await shop.rows("analytics_events", "session_id")}
    assert ids == {session_id for (session_id,) in await shop.rows("analytics_sessions", "session_id")}
    assert len(ids) == len(expected)


async def test_midnight_does_not_cut(shop: Shop, mode: Mode) -> None:
    around = [hit(page(f"/{n}"), at=MIDNIGHT + n * MINUTE) for n in (-10, -1, 0, 1, 10)]
    await shop.load([accepted(event) for event in around], mode)
    assert await shop.rows("analytics_sessions", "started_at", "ended_at", "pageviews") == [
        (MIDNIGHT - 10 * MINUTE, MIDNIGHT + 10 * MINUTE, 5)
    ]


def consented(minutes: float, what: AnyHit | None = None, visitor: int = 100, session: int = 5) -> AcceptedHit:
    """An event of visitor 7 under the id that their consent allows."""
    shown = what or page("/next", referrer="https://www.shop.example/")
    return hit(shown, at=T0 + int(minutes * MINUTE), visitor=visitor, session=session, anonymous=7)


LANDING = page("/landing", referrer="https://www.google.com/")

# name -> events in order of arrival, then the sessions as (visitor, client session, events)
CONSENT: dict[str, tuple[list[AcceptedHit], list[tuple[int, int, int]]]] = {
    "given in the middle": ([view(0), consented(1), consented(2, Custom(name="spin"))], [(7, 5, 3)]),
    "given on the landing page": ([view(0), consented(0.5, Engagement(engaged_ms=9))], [(7, 5, 2)]),
    "given earlier, from within, nothing open": ([consented(0), consented(1)], [(100, 5, 2)]),
    "given earlier: landing is a visit of its own, beside another visitor's at the same address": (
        [view(0), consented(1, LANDING), consented(2), view(3)], [(7, 0, 2), (100, 5, 2)],
    ),
    "given, then the next visit": ([view(0), consented(1), consented(60, LANDING)], [(7, 5, 2), (100, 5, 1)]),
    "withdrawn in the middle": ([consented(0, LANDING), view(1)], [(7, 0, 1), (100, 5, 1)]),
    "given, told late": ([view(0), view(3000, visitor=9), consented(1)], [(7, 5, 2), (9, 0, 1)]),
    "given after a long pause": ([view(0), consented(31)], [(7, 0, 1), (100, 5, 1)]),
    "two visitors of one client session: the nearer one's visit, whichever was heard of first": (
        [view(63, visitor=2, session=5), view(0, session=5), consented(36, Engagement(engaged_ms=9), 7)],
        [(2, 5, 2), (7, 5, 1)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CONSENT)
async def test_consent(shop: Shop, mode: Mode, name: str) -> None:
    events, expected = CONSENT[name]
    newest = max(event.occurred_at for event in events)
    await shop.load([accepted(event, received_at=newest) for event in events], mode)
    assert sorted(await shop.rows("analytics_sessions", "visitor_id", "client_session", "events")) == expected
    of_session = dict(await shop.rows("analytics_sessions", "session_id", "visitor_id"))
    for table in ("analytics_events", "conversion_events"):
        for session_id, visitor_id in await shop.rows(table, "session_id", "visitor_id"):
            assert of_session[session_id] == visitor_id


@pytest.mark.parametrize("minutes_late", [0, 300])
async def test_a_servers_order_finds_the_visit_by_its_client_session(shop: Shop, mode: Mode, minutes_late: int) -> None:
    bought = hit(Purchase(order_id="1", value=Decimal(9)), at=T0 + 5 * MINUTE, visitor=100, session=5)
    meanwhile = view(5 + minutes_late, visitor=9)
    server = accepted(bought, origin="server", trusted=True, received_at=T0 + (6 + minutes_late) * MINUTE)
    await shop.load([accepted(view(0)), accepted(consented(1)), accepted(meanwhile), server], mode)
    visits = await shop.rows("analytics_sessions", "visitor_id", "orders", "session_id")
    [(_, orders, session_id)] = [visit for visit in visits if visit[0] == 7]
    assert orders == 1
    assert await shop.rows("conversion_events", "visitor_id", "session_id") == [(7, session_id)]


async def test_an_order_after_consent_belongs_to_the_visit(shop: Shop, mode: Mode) -> None:
    bought = consented(5, Purchase(order_id="1", value=Decimal(9)))
    await shop.load([accepted(view(0)), accepted(consented(1)), accepted(bought)], mode)
    [(session_id, orders)] = await shop.rows("analytics_sessions", "session_id", "orders")
    assert orders == 1
    assert await shop.rows("conversion_events", "visitor_id", "session_id") == [(7, session_id)]


async def test_a_clock_that_runs_ahead_does_not_hide_the_sessions_of_others(shop: Shop, mode: Mode) -> None:
    ahead = accepted(view(0, visitor=9), received_at=T0 - 365 * DAY)  # occurs a year after it arrived
    usual = [accepted(view(n - 365 * 1440), received_at=T0 - 365 * DAY + n * MINUTE) for n in (0, 10, 20, 5)]
    await shop.load([usual[0], ahead, *usual[1:]], mode)
    assert await shop.rows("analytics_sessions", "visitor_id", "events") == [(7, 4), (9, 1)]


async def test_entry_and_exit_page_go_by_time_not_by_arrival(shop: Shop, mode: Mode) -> None:
    engaged = hit(Engagement(path="/no-page", engaged_ms=5), at=T0 - SECOND)
    events = [view(5, "/middle"), view(9, "/last"), view(1, "/first"), engaged, view(7, "/other")]
    await shop.load([accepted(event) for event in events], mode)
    assert await shop.rows("analytics_sessions", "entry_page", "exit_page") == [("/first", "/last")]


async def test_the_visit_is_that_of_the_first_event_loaded(shop: Shop, mode: Mode) -> None:
    first = accepted(hit(page("/?utm_source=news&utm_medium=email"), at=T0 + MINUTE), country="FR")
    earlier = accepted(hit(page("/?utm_source=other", referrer="https://www.google.com"), at=T0), country="DE")
    buying = accepted(hit(Purchase(order_id="1", value=Decimal(5)), at=T0 + 2 * MINUTE), country="IT")
    await shop.load([first, earlier, buying], mode)
    for table in ("analytics_sessions", "analytics_events", "conversion_events"):
        assert set(await shop.rows(table, "source", "channel", "country")) == {("news", "Email", "FR")}, table


VISITOR_DOES = {
    "looks once": ([view(0)], True, None),
    "looks twice": ([view(0), view(1)], False, None),
    "stays nine seconds": ([view(0), hit(Engagement(engaged_ms=9_999))], True, 9_999),
    "stays ten": (
        [view(0), hit(Engagement(engaged_ms=4_000)), hit(Engagement(engaged_ms=6_000), at=T0 + 1)], False, 10_000,
    ),
    "does something": ([view(0), hit(Custom(name="spin"))], False, None),
    "is measured only": ([view(0), hit(WebVitals(lcp_ms=1.5))], True, None),
    "looks at a product": ([view(0), hit(ViewItem())], True, None),
    "puts it into the cart": ([view(0), hit(AddToCart())], False, None),
    "is measured with nothing": ([view(0), hit(Engagement())], True, 0),
    "sees no page": ([hit(Custom(name="spin"))], False, None),
    "is lost": ([view(0), hit(PageNotFound())], True, None),
}  # fmt: skip


@pytest.mark.parametrize("does", VISITOR_DOES)
async def test_bounce_and_engaged_time(shop: Shop, mode: Mode, does: str) -> None:
    events, bounced, engaged = VISITOR_DOES[does]
    await shop.load([accepted(event, received_at=T0 + HOUR) for event in events], mode)
    assert await shop.rows("analytics_sessions", "bounced", "engaged_ms") == [(bounced, engaged)]


async def test_counters(shop: Shop, mode: Mode) -> None:
    events = [
        view(0), hit(ViewItem(), at=T0 + 1), hit(ViewItem(), at=T0 + 2), hit(AddToCart(), at=T0 + 3),
        hit(BeginCheckout(), at=T0 + 4), hit(Purchase(order_id="A", value=Decimal("10.10")), at=T0 + 5),
        hit(Purchase(order_id="B", value=Decimal("0.05")), at=T0 + 6),
        hit(Refund(order_id="A", value=Decimal(1)), at=T0 + 7), hit(Refund(order_id="A"), at=T0 + 2 * HOUR),
    ]  # fmt: skip
    await shop.load([accepted(event) for event in events], mode)
    columns = ("pageviews", "events", "interactions", "product_views", "add_to_carts", "checkouts", "orders", "revenue")
    assert await shop.rows("analytics_sessions", *columns) == [(1, 8, 4, 2, 1, 1, 2, Decimal("10.15"))]
    assert len(await shop.rows("analytics_events", "event_id")) == 8, "the late refund opens no session"


async def test_what_a_server_reports_opens_no_session_but_a_page_does(shop: Shop, mode: Mode) -> None:
    def sent(what: AcceptedHit) -> Accepted:
        return accepted(what, origin="server", trusted=True, user_agent="python-requests/2")

    records = [
        sent(hit(Custom(name="early"))), sent(view(1)), sent(hit(Custom(name="later"), at=T0 + 2 * MINUTE)),
        sent(hit(Purchase(order_id="1", value=Decimal(1)), visitor=8)),
    ]  # fmt: skip
    await shop.load(records, mode)
    assert await shop.rows("analytics_sessions", "visitor_id", "events", "browser") == [(7, 2, "")]
    assert [name for name, sid in await shop.rows("analytics_events", "name", "session_id") if sid == 0] == ["early"]
    assert await shop.rows("conversion_events", "visitor_id", "session_id", "revenue") == [(None, None, Decimal(1))]
