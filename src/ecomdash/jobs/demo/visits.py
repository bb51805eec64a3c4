"""A day of the demo shop as requests in the order they arrived: who sent what when. Pure, and the same every time."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from random import Random

from msgspec import Struct

from ecomdash.clock import US_PER_DAY, US_PER_HOUR, US_PER_SECOND
from ecomdash.events.commerce import AddToCart, Purchase, Refund
from ecomdash.events.page import Pageview
from ecomdash.events.record import AnyHit
from ecomdash.events.site import Site
from ecomdash.jobs.demo import people
from ecomdash.jobs.demo.calendar import REFUND_RATE, Day
from ecomdash.jobs.demo.journey import Journey, eagerness, intent
from ecomdash.jobs.demo.people import Person, Source
from ecomdash.jobs.demo.shop import Shop
from ecomdash.jobs.demo.walk import Conditions
from ecomdash.jobs.importing import digest

_PEOPLE_A_DAY = 10_000  # numbers set aside for the people first seen on one day
_RETURNING = 0.24
_LOYAL = 0.55  # of those who return, how many come by the source they came by first; the others know the address
_BOT_RATE = 0.035
_US_PER_MS = 1_000


class Request(Struct):
    """What one sender sent at once, received at `received_at` (microseconds UTC)."""

    received_at: int
    address: str
    agent: str
    hits: list[AnyHit]


def origin_of(site: Site) -> str:
    """Scheme and host of the demo shop's addresses."""
    return f"https://{site.domains[0]}" if site.domains else "http://localhost:8000"


class Visits:
    """Makes the days one after another, from the first; a refund follows some days after its order."""

    def __init__(self, seed: str, site: Site, shop: Shop) -> None:
        self.seed = seed
        self.site = site
        self.shop = shop
        self._refunds: list[Request] = []

    def of(self, day: Day) -> list[Request]:
        """Every request of the day, by the time it was received."""
        rng = Random(f"{self.seed}/day/{day.index}")  # noqa: S311 - made-up visits, not secrets
        requests: list[Request] = []
        for number, (start, by_letter) in enumerate(day.starts):
            requests += self._visit(rng, day, number, start, by_letter=by_letter)
            if rng.random() < _BOT_RATE:
                requests.append(self._bot(rng, start))
        if requests:
            requests.append(self._broken(rng, requests[0]))
        requests += self._due(day.starts[-1][0] if day.starts else 0)
        return sorted(requests, key=lambda request: request.received_at)

    def _visit(self, rng: Random, day: Day, number: int, start: int, *, by_letter: bool) -> Iterator[Request]:
        returning = day.index > 0 and rng.random() < _RETURNING
        seen = max(0, day.index - 1 - int(rng.expovariate(0.3))) if returning else day.index
        who = people.person(self.seed, seen * _PEOPLE_A_DAY + (rng.randrange(350) if returning else number))
        source = self._source(rng, who, returning=returning, by_letter=by_letter)
        conditions = Conditions(
            origin=origin_of(self.site),
            currency=self.site.currency,
            order_id=f"MF-{1001 + day.index}{number:04d}",
            payment_fails=day.payment_fails,
        )
        journey = Journey(rng, self.shop, who, source, conditions)
        at = start
        hits: list[AnyHit] = []
        for position, step in enumerate(journey.steps(intent(rng, eagerness(who, source, returning=returning)))):
            at += step.pause_ms * _US_PER_MS
            hits.append(stamped(step.hit, f"{self.seed}/{day.index}/{number}", position, at, who))
            if isinstance(step.hit, Purchase):
                self._maybe_refunded(rng, step.hit, at, who)
        yield Request(at, who.address, agent_of(who, source), hits)

    def _source(self, rng: Random, who: Person, *, returning: bool, by_letter: bool) -> Source:
        if by_letter:
            return people.source("newsletter")
        if returning and rng.random() > _LOYAL:
            return people.source("direct")
        return who.favourite

    def _bot(self, rng: Random, at: int) -> Request:
        bot = people.bot(rng)
        paths = [self.shop.product_page(self.shop.any_product(rng)).path for _ in range(rng.randint(1, 3))]
        moments = [at + second * US_PER_SECOND for second in range(len(paths))]
        hits: list[AnyHit] = [
            Pageview(
                url=origin_of(self.site) + path,
                event_id=identity(self.seed, "bot", moment, path),
                occurred_at=moment // _US_PER_MS,
                consent_given=False,
            )
            for path, moment in zip(paths, moments, strict=True)
        ]
        return Request(moments[-1], "fdec:b07::1", bot.agent, hits)

    def _broken(self, rng: Random, after: Request) -> Request:
        """What a faulty theme sends now and then, and the collector refuses: a price in the wrong unit."""
        item = self.shop.item(self.shop.any_product(rng), rng)
        hit = AddToCart(
            event_id=identity(self.seed, "broken", after.received_at),
            occurred_at=after.received_at // _US_PER_MS,
            url=origin_of(self.site),
            items=[item],
            value=Decimal(10) ** 12,
            currency=self.site.currency,
        )
        return Request(after.received_at, after.address, after.agent, [hit])

    def _maybe_refunded(self, rng: Random, order: Purchase, at: int, who: Person) -> None:
        if rng.random() >= REFUND_RATE:
            return
        whole = rng.random() < 0.6 or not order.items
        items = order.items or []
        back = order.value if whole else (items[0].price or Decimal(0)) - (items[0].discount or Decimal(0))
        later = at + rng.randint(1, 6) * US_PER_DAY + rng.randint(-3, 5) * US_PER_HOUR
        refund = Refund(
            order_id=order.order_id,
            customer_id=order.customer_id,
            currency=order.currency,
            value=back,
            items=items if whole else [items[0]],
            event_id=identity(self.seed, "refund", order.order_id),
            occurred_at=later // _US_PER_MS,
        )
        self._refunds.append(Request(later, who.address, who.agent.agent, [refund]))

    def _due(self, until: int) -> list[Request]:
        due = [request for request in self._refunds if request.received_at <= until]
        self._refunds = [request for request in self._refunds if request.received_at > until]
        return due


def agent_of(who: Person, source: Source) -> str:
    """The person's agent, as the source's app words it where they came from that app."""
    opened_in_app = source.app and who.agent.device == "mobile" and "iPhone" in who.agent.agent
    return f"{who.agent.agent} {source.app}" if opened_in_app else who.agent.agent


def identity(*parts: object) -> str:
    """An event id that is the same whenever the same event is made."""
    text = digest(*map(str, parts))
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def stamped(hit: AnyHit, visit: str, position: int, at: int, who: Person) -> AnyHit:
    """The hit, the `position`-th of its visit, with its time (microseconds UTC) and, with consent, its visitor."""
    hit.event_id = identity(visit, position)
    hit.occurred_at = at // _US_PER_MS
    hit.consent_given = who.consent
    if who.consent:
        hit.visitor_id = who.visitor_id
        hit.session_id = visit
    return hit


def cut(requests: Sequence[Request], now: int) -> list[Request]:
    """Only what had happened by `now` (microseconds UTC), so that visits still going on end there."""
    kept = []
    for request in requests:
        hits = [hit for hit in request.hits if (hit.occurred_at or 0) * _US_PER_MS <= now]
        if hits:
            last = (hits[-1].occurred_at or 0) * _US_PER_MS
            kept.append(Request(min(request.received_at, last), request.address, request.agent, hits))
    return kept
