"""Decides, without doing anything, what becomes of events: which records are logged, and what is refused and why."""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache

import msgspec
from msgspec import Struct

from ecomdash.collector.faults import Fault, Rejection
from ecomdash.collector.identity import EventIds, Identities
from ecomdash.collector.money import check_amounts
from ecomdash.collector.request import Request
from ecomdash.collector.times import occurred
from ecomdash.collector.wire import read_batch, read_event
from ecomdash.events.commerce import Purchase, Refund
from ecomdash.events.outcome import RejectReason
from ecomdash.events.record import Accepted, AnyHit, type_of
from ecomdash.events.site import Site
from ecomdash.privacy.anonymiser import Anonymiser
from ecomdash.privacy.hits import redact_hit
from ecomdash.privacy.redaction import redact, redact_agent

SiteLookup = Callable[[str | None], Site | None]
_INTEGER = 2**63
_WITH_ORDER = (Purchase, Refund)  # all of its kind would count as one order
_RECORD_HITS = 1_000  # how many one record holds at most; only senders within the process come near


class Taken(Struct):
    """A record to append, to which shard of the log, and the places in the request of the events it holds."""

    record: Accepted
    indexes: list[int]
    shard: int


class Decision(Struct):
    """What to append, the rejections, and how many events they stand for by site id (0 = unknown) and reason."""

    taken: list[Taken] = []
    rejections: list[Rejection] = []
    refused: Counter[tuple[int, RejectReason]] = msgspec.field(default_factory=Counter)

    def reject(self, index: int, fault: Fault, site_id: int, event_type: str = "") -> None:
        """Add an event that is not taken."""
        self.rejections.append(
            Rejection(
                index, fault.reason, fault.detail, fault.field, fault.events,
                event_type or fault.event_type, site_id, fault.site_key or "",
            )
        )  # fmt: skip
        self.refused[site_id, fault.reason] += fault.events


class _UnderWay(Struct):
    request: Request
    sent_at: int | None  # of the batch, in milliseconds
    decision: Decision
    taken: dict[tuple[int, str, int], Taken] = {}  # the newest by site, agent and shard


class Decider:
    """The rules by which events are taken; looks sites and ids up, and writes nothing.

    `shards` is the log's: each visitor's events go to one of them.
    """

    def __init__(self, sites: SiteLookup, anonymiser: Anonymiser, event_ids: EventIds, shards: int = 1) -> None:
        self._sites, self._anonymiser, self._shards = sites, anonymiser, shards
        self._identities = Identities(anonymiser, event_ids)

    def body(self, body: bytes, request: Request, *, batch: bool) -> Decision:
        """Decide on a request by its body."""
        try:
            wire = read_batch(body) if batch else read_event(body)
        except Fault as fault:
            site = self._sites(fault.site_key or request.site_key)
            decision = Decision()
            decision.reject(0, fault, site.id if site else 0)
            return decision
        default = wire.site_key or request.site_key
        known = {default: self._sites(default)}

        def site_of(hit: AnyHit | Fault) -> Site | None:
            key = hit.site_key or default
            return known[key] if key in known else known.setdefault(key, self._sites(key))

        return self._events(((site_of(entry), entry) for entry in wire.entries), wire.sent_at, request, default)

    def hits(self, site: Site, hits: Iterable[AnyHit], request: Request) -> Decision:
        """Decide on events of a known site that come from within the process; the hits are changed in place."""
        return self._events(((site, hit) for hit in hits), None, request)

    def _events(
        self,
        entries: Iterable[tuple[Site | None, AnyHit | Fault]],
        sent_at: int | None,
        request: Request,
        default_key: str | None = None,
    ) -> Decision:
        decision = Decision()
        under_way = _UnderWay(request, sent_at, decision)
        for index, (site, entry) in enumerate(entries):
            try:
                if isinstance(entry, Fault):
                    raise entry
                if site is None:
                    raise _unknown_site(entry.site_key or default_key)
                self._take(entry, index, site, under_way)
            except Fault as fault:
                decision.reject(index, fault, site.id if site else 0, _type_of(entry))
        return decision

    def _take(self, hit: AnyHit, index: int, site: Site, under_way: _UnderWay) -> None:
        """Put the event, without anything personal, into the record of its site and agent. Raises Fault."""
        request = under_way.request
        if request.dnt and site.respect_dnt:
            raise Fault(RejectReason.OPTED_OUT, "The browser sent DNT: 1, which this site respects.")
        at = occurred(
            received_at=request.received_at,
            occurred_ms=hit.occurred_at,
            sent_ms=under_way.sent_at if hit.sent_at is None else hit.sent_at,
            trusted=request.trusted,
        )
        if isinstance(hit, _WITH_ORDER) and not hit.order_id.strip():
            raise Fault(RejectReason.INVALID_FIELD, "An order needs an id that is not blank.", "order_id")
        check_amounts(hit)
        if hit.properties:
            _check_integers(hit.properties)
        agent = hit.user_agent or request.user_agent
        accepted = self._identities.identify(hit, site, agent, at, request)
        redact_hit(hit, _allowed(site.query_params), lambda text: self._hashed(site, text))
        shard = accepted.visitor_id % self._shards
        together = under_way.taken.get((site.id, agent, shard))
        if together is None or len(together.indexes) == _RECORD_HITS:
            record = self._record(site, agent, hit.timezone, request)
            together = under_way.taken[site.id, agent, shard] = Taken(record, [], shard)
            under_way.decision.taken.append(together)
        together.record.hits.append(accepted)
        together.indexes.append(index)

    def _hashed(self, site: Site, text: str) -> str:
        return f"h{self._anonymiser.number(site.id, 'text', text) & (2**64 - 1):x}"

    def _record(self, site: Site, agent: str, time_zone: str | None, request: Request) -> Accepted:
        place = self._anonymiser.place(request.address, time_zone)
        clean = redact_agent(agent)
        if request.address and request.address in clean:  # where it looks like a version number
            clean = clean.replace(request.address, "[ip]")
        return Accepted(
            site.id, request.received_at, clean, {name: redact(value) for name, value in request.hints.items()},
            place.country, place.region, place.city, request.trusted, request.origin, [],
        )  # fmt: skip


@lru_cache(maxsize=1_024)
def _allowed(query_params: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name.lower() for name in query_params)


def _unknown_site(key: str | None) -> Fault:
    detail = "No site has this key." if key else "The event needs the key of its site."
    fault = Fault(RejectReason.UNKNOWN_SITE, detail, "site_key")
    fault.site_key = key
    return fault


def _type_of(entry: AnyHit | Fault) -> str:
    return entry.event_type if isinstance(entry, Fault) else type_of(entry)


def _check_integers(properties: dict[str, str | int | float | bool | None]) -> None:
    for name, value in properties.items():
        if isinstance(value, int) and not -_INTEGER <= value < _INTEGER:
            detail = "A whole number must fit into 64 bits; send longer ones as text."
            raise Fault(RejectReason.INVALID_FIELD, detail, f"properties.{name}")
