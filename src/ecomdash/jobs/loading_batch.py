"""From log records to a batch: prepare (pure), look up what memory lacks, assemble; then remember what was stored."""

from collections.abc import Callable, Sequence

import pyarrow as pa
import structlog
from msgspec import MsgspecError, Struct, field

from ecomdash.clock import US_PER_DAY, Clock
from ecomdash.enrichment.assembly import Assembly
from ecomdash.enrichment.conversions import order_id_of
from ecomdash.enrichment.dedup import SeenEvents, hashes
from ecomdash.enrichment.draft import Draft, SiteRules, Visit
from ecomdash.enrichment.order_book import OrderBook
from ecomdash.enrichment.outcomes import Outcomes
from ecomdash.enrichment.pipeline import Drop, enrich
from ecomdash.enrichment.session_memory import SessionMemory
from ecomdash.events.batch import Batch
from ecomdash.events.commerce import Purchase, Refund
from ecomdash.events.limits import DEDUP_US, LATE_US, SESSION_GAP_US
from ecomdash.events.outcome import DropReason, Outcome, RejectReason
from ecomdash.events.record import Accepted, Refused, decode
from ecomdash.events.site import Site
from ecomdash.jobs.loading_lookups import orders_of, sessions_of, stored_ids
from ecomdash.jobs.loading_recovery import session_memory
from ecomdash.store.protocol import Store

SiteById = Callable[[int], Site | None]
_logger = structlog.get_logger(__name__)


class Prepared(Struct):
    """Decoded and enriched records: events in log order, and what was never to become one."""

    events: list[Draft | Drop] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    unreadable: int = 0


class Assembled(Struct):
    """A batch, the stored events for the live window, and what to remember when the store has it."""

    batch: Batch
    stored: list[tuple[Draft, Visit]]
    orders: OrderBook
    seen: pa.UInt64Array
    received_at: list[int]
    events: int


class Batches:
    """Makes batches one after the other; `sessions` and `seen` are its whole memory."""

    def __init__(self, store: Store, site_by_id: SiteById, clock: Clock) -> None:
        self._store = store
        self._site_by_id = site_by_id
        self._clock = clock
        self._rules: dict[int, SiteRules] = {}
        self.sessions: dict[int, SessionMemory] = {}
        self.seen = SeenEvents()

    def prepare(self, payloads: Sequence[bytes]) -> Prepared:
        """Decode and enrich; needs neither store nor memory. What cannot be decoded is counted, never raised."""
        prepared = Prepared()
        for payload in payloads:
            try:
                record = decode(payload)
            except (MsgspecError, ValueError, RecursionError):
                prepared.unreadable += 1
                _logger.warning("log record not readable", bytes=len(payload))
                continue
            if isinstance(record, Refused):
                prepared.refused.append(record)
            elif rules := self._rules_of(record.site_id):
                prepared.events.extend(enrich(rules, record))
            else:
                prepared.refused.append(_of_unknown_site(record))
        return prepared

    def _rules_of(self, site_id: int) -> SiteRules | None:
        site = self._site_by_id(site_id)
        if site is None:
            return None
        rules = self._rules.get(site_id)
        if rules is None or (rules.site is not site and rules.site != site):
            rules = self._rules[site_id] = SiteRules(site)
        return rules

    async def assemble(self, prepared: Prepared) -> Assembled:
        """The batch, counted into the sessions in memory. Raises StoreUnavailable and QueryTimeout."""
        fresh, duplicates, seen = await self._deduplicate(prepared.events)
        drafts = [event for event in fresh if isinstance(event, Draft)]
        await self._fetch_sessions(drafts)
        orders = await self._fetch_orders(drafts)
        outcomes = Outcomes(self._clock.now())
        for refused in prepared.refused:
            outcomes.add_refused(refused.site_id, refused.received_at, refused.reason, refused.count)
        if prepared.unreadable:
            now = self._clock.now()
            outcomes.add(0, now, Outcome.DROPPED, DropReason.UNREADABLE, count=prepared.unreadable)
        assembly = Assembly(self.sessions, orders, outcomes)
        for drop in duplicates:
            assembly.drop(drop)
        for event in fresh:
            if isinstance(event, Drop):
                assembly.drop(event)
            else:
                assembly.add(event)
        received = [_draft(event).accepted.received_at for event in fresh]
        return Assembled(assembly.batch(), assembly.stored, orders, seen, received, outcomes.events)

    def settle(self, assembled: Assembled) -> None:
        """The store has the batch: remember its ids, and forget the sessions that time has passed."""
        self.seen.remember(assembled.seen, assembled.received_at)
        newest: dict[int, int] = {}
        for draft, _ in assembled.stored:
            at = min(draft.occurred_at, draft.accepted.received_at)
            site_id = draft.rules.site.id
            if at > newest.get(site_id, 0):
                newest[site_id] = at
        for site_id, at in newest.items():
            self.sessions[site_id].advance(at)

    async def _deduplicate(
        self, events: Sequence[Draft | Drop]
    ) -> tuple[list[Draft | Drop], list[Drop], pa.UInt64Array]:
        """The events that are new, those that came before, and the hashes of the new ones."""
        drafts = [_draft(event) for event in events]
        site_ids = [draft.rules.site.id for draft in drafts]
        ids = [draft.event_id for draft in drafts]
        wanted = hashes(site_ids, b"".join(ids))
        known = await self._known(drafts, self.seen.suspects(wanted))
        if not known and len(set(zip(site_ids, ids, strict=True))) == len(ids):
            return list(events), [], wanted
        fresh: list[Draft | Drop] = []
        again: list[Drop] = []
        kept: list[int] = []
        for index, key in enumerate(zip(site_ids, ids, strict=True)):
            if key in known:
                again.append(Drop(drafts[index], DropReason.DUPLICATE_EVENT))
            else:
                known.add(key)
                kept.append(index)
                fresh.append(events[index])
        return fresh, again, wanted.take(pa.array(kept, pa.int64()))

    async def _known(self, drafts: Sequence[Draft], suspects: Sequence[int]) -> set[tuple[int, bytes]]:
        """Of the suspects, and of events from before the memory's time, those that the store has."""
        horizon = self.seen.complete_since
        early = [d for d in drafts if min(d.occurred_at, d.accepted.received_at) < horizon]
        known: set[tuple[int, bytes]] = set()
        for wanted, reach in ((early, 0), ([drafts[index] for index in suspects], DEDUP_US + LATE_US + US_PER_DAY)):
            for site_id in {draft.rules.site.id for draft in wanted}:
                own = [draft for draft in wanted if draft.rules.site.id == site_id]
                times = [draft.occurred_at for draft in own]
                found = await stored_ids(
                    self._store,
                    site_id,
                    {draft.event_id for draft in own},
                    min(times) - reach - US_PER_DAY,
                    max(times) + reach + US_PER_DAY,
                )
                known.update((site_id, event_id) for event_id in found)
        return known

    async def _fetch_sessions(self, drafts: Sequence[Draft]) -> None:
        """Bring into memory the sessions of sites not seen yet, and older ones that late events may join."""
        for site_id in {draft.rules.site.id for draft in drafts} - self.sessions.keys():
            self.sessions[site_id] = await session_memory(self._store, site_id)
        late: dict[int, list[Draft]] = {}
        for draft in drafts:
            site_id = draft.rules.site.id
            if draft.visitor_id and self.sessions[site_id].lacks(draft.occurred_at):
                late.setdefault(site_id, []).append(draft)
        for site_id, own in late.items():
            times = [draft.occurred_at for draft in own]
            self.sessions[site_id].put_all(
                await sessions_of(
                    self._store,
                    site_id,
                    {draft.visitor_id for draft in own},
                    min(times) - SESSION_GAP_US,
                    max(times) + SESSION_GAP_US,
                )
            )

    async def _fetch_orders(self, drafts: Sequence[Draft]) -> OrderBook:
        """What the store knows of the orders in the batch."""
        book = OrderBook()
        wanted: dict[int, set[str]] = {}
        refunded: dict[int, set[str]] = {}
        for draft in drafts:
            hit = draft.hit
            if isinstance(hit, Purchase | Refund):
                wanted.setdefault(draft.rules.site.id, set()).add(order_id_of(hit))
                if isinstance(hit, Refund):
                    refunded.setdefault(draft.rules.site.id, set()).add(order_id_of(hit))
        for site_id, order_ids in wanted.items():
            book.fill(*await orders_of(self._store, site_id, order_ids, refunded.get(site_id, set())))
        return book


def _draft(event: Draft | Drop) -> Draft:
    return event.draft if isinstance(event, Drop) else event


def _of_unknown_site(record: Accepted) -> Refused:
    return Refused(record.site_id, record.received_at, RejectReason.UNKNOWN_SITE, len(record.hits))
