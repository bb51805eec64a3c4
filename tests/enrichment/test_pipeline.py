"""One event through all steps: what each family leaves in which column, and what is dropped."""

import json
from decimal import Decimal
from typing import Any

import pytest
from tests.enrichment.making import accepted, hit, page

from ecomdash.enrichment import pipeline
from ecomdash.enrichment.draft import Draft
from ecomdash.enrichment.money import converted
from ecomdash.enrichment.pipeline import STEPS, enrich
from ecomdash.enrichment.site_rules import SiteRules
from ecomdash.events.commerce import AddPaymentInfo, AddToCart, Purchase, SelectPromotion
from ecomdash.events.engagement import Custom, Engagement, FileDownload, FormSubmit, OutboundLink, Search
from ecomdash.events.outcome import DropReason
from ecomdash.events.page import PageNotFound
from ecomdash.events.record import AnyHit
from ecomdash.events.site import Site
from ecomdash.events.vitals import WebVitals

RULES = SiteRules(Site(id=1, key="k", name="n", rates={"USD": Decimal("0.9")}))


def one(what: AnyHit, visitor: int = 7, **fields: Any) -> Draft:
    [found] = enrich(RULES, accepted(hit(what, visitor=visitor), **fields))
    return found


FAMILIES: list[tuple[AnyHit, dict[str, Any]]] = [
    (page("/a/", title=" A title "), {"event_type": "pageview", "name": "pageview", "path": "/a", "title": "A title"}),
    (PageNotFound(path="/gone"), {"event_type": "page_not_found", "path": "/gone"}),
    (Custom(name="spinner"), {"event_type": "custom", "name": "spinner"}),
    (Engagement(engaged_ms=0, scroll_depth=80), {"engaged_ms": 0, "scroll_depth": 80}),
    (Engagement(engaged_ms=1_800_000), {"engaged_ms": 1_800_000, "scroll_depth": None}),
    (Engagement(engaged_ms=86_400_000), {"engaged_ms": 1_800_000}),
    (OutboundLink(target_url="https://x.example/y?z"), {"target_url": "https://x.example/y?z"}),
    (FileDownload(target_url="/manual.pdf"), {"target_url": "/manual.pdf"}),
    (Search(search_term="  blue   mug "), {"search_term": "blue mug"}),
    (WebVitals(lcp_ms=2.5, cls=0.1, fid_ms=3), {"lcp_ms": 2.5, "cls": 0.1, "fid_ms": 3, "inp_ms": None}),
    (AddToCart(value=Decimal(10), currency="USD"), {"value": Decimal("9.0000"), "name": "add_to_cart"}),
    (AddToCart(value=Decimal(10), currency="CHF"), {"value": None}),
    (AddToCart(value=Decimal(10)), {"value": Decimal(10)}),
    (AddToCart(), {"value": None}),
]


@pytest.mark.parametrize(("what", "columns"), FAMILIES)
def test_families(what: AnyHit, columns: dict[str, Any]) -> None:
    draft = one(what)
    assert draft.dropped is None
    assert {name: getattr(draft, name) for name in columns} == columns


PROPERTIES: list[tuple[AnyHit, dict[str, Any] | None]] = [
    (page(), None),
    (page(properties={}), None),
    (page(properties={"a": 1, "b": "x", "c": None, "é": True}), {"a": 1, "b": "x", "c": None, "é": True}),
    (FormSubmit(form_id="signup"), {"form_id": "signup"}),
    (page(properties={"a": 1.50, "b": 1e22, "c": -1e-7, "d": -0.0}), {"a": 1.5, "b": "1e22", "c": "-1e-7", "d": 0.0}),
    (FormSubmit(form_id="signup", properties={"form_id": "own"}), {"form_id": "own"}),
    (AddPaymentInfo(payment_type="card"), {"payment_type": "card"}),
    (SelectPromotion(promotion_id="p", properties={"slot": 2}), {"promotion_id": "p", "slot": 2}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "properties"), PROPERTIES)
def test_properties_are_json_with_the_fields_that_have_no_column(
    what: AnyHit, properties: dict[str, Any] | None
) -> None:
    draft = one(what)
    assert draft.dropped is None
    assert (json.loads(draft.properties) if draft.properties else None) == properties
    assert "-0.0" not in (draft.properties or "")


def test_simulated_events_say_so() -> None:
    draft = one(page(properties={"a": 1}), origin="simulated")
    assert draft.dropped is None
    assert json.loads(draft.properties or "") == {"a": 1, "simulated": True}


BARE = "Mozilla/5.0"


@pytest.mark.parametrize(
    ("agent", "origin", "visitor", "bot"),
    [
        ("curl/8", "browser", 7, "curl"),
        ("curl/8", "import", 7, "curl"),
        ("", "browser", 7, "no agent"),
        ("", "import", 7, "no agent"),
        ("python-requests/2", "server", 7, ""),
        ("", "server", 7, ""),
        (BARE, "browser", 7, ""),
    ],
)
def test_who_is_a_bot(agent: str, origin: str, visitor: int, bot: str) -> None:
    found = one(page(), visitor, user_agent=agent, origin=origin)
    assert (found.dropped, found.bot) == (DropReason.BOT if bot else None, bot)


def test_a_server_s_own_agent_is_not_its_visitor_s() -> None:
    draft = one(page(), user_agent="python-requests/2", origin="server")
    assert draft.dropped is None
    assert draft.agent == ""


def test_a_step_that_fails_costs_one_event(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(draft: Draft) -> None:
        if draft.path == "/b":
            raise ZeroDivisionError

    monkeypatch.setattr(pipeline, "STEPS", (*STEPS, (fails, (object,))))
    pipeline._of.cache_clear()
    try:
        found = enrich(RULES, accepted(hit(page("/a")), hit(page("/b")), hit(page("/c"))))
    finally:
        pipeline._of.cache_clear()
    assert [event.dropped or event.path for event in found] == [
        "/a", DropReason.UNREADABLE, "/c",
    ]  # fmt: skip


RATES = [
    ("10", None, "10.0000"),
    ("10", "EUR", "10.0000"),
    ("10", "USD", "9.0000"),
    ("0.00005", "USD", "0.0000"),
    ("0.00006", "USD", "0.0001"),
    ("-3.335", "USD", "-3.0015"),
    ("10", "CHF", None),
    ("NaN", None, None),
    ("1e40", None, None),
]


@pytest.mark.parametrize(("amount", "currency", "expected"), RATES)
def test_conversion(amount: str, currency: str | None, expected: str | None) -> None:
    found = converted(Decimal(amount), currency, RULES.site)
    assert (None if found is None else str(found)) == expected


def test_every_family_has_steps_and_a_type() -> None:
    for what in (page(), Custom(name="x"), Purchase(order_id="1")):
        event_type, runs = pipeline._of(type(what))
        assert event_type == type(what).__struct_config__.tag
        assert len(runs) >= 3
