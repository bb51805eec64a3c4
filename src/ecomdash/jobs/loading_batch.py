"""From log records to a batch: prepare (pure), look up what memory lacks, assemble; then remember what was stored."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc
import structlog
from msgspec import MsgspecError, Struct, field

from ecomdash.clock import US_PER_DAY, US_PER_SECOND, Clock
from ecomdash.enrichment.assembly import Assembly
from ecomdash.enrichment.conversions import order_id_of
from ecomdash.enrichment.dedup import SeenEvents, hashes
from ecomdash.enrichment.draft import Draft, Visit
from ecomdash.enrichment.order_book import OrderBook
from ecomdash.enrichment.outcomes import Outcomes
from ecomdash.enrichment.pipeline import enrich
from ecomdash.enrichment.session_memory import SessionMemory
from ecomdash.enrichment.site_rules import SiteRules
from ecomdash.events.batch import Batch
from ecomdash.events.commerce import Purchase, Refund
from ecomdash.events.limits import DEDUP_US, LATE_US, SESSION_GAP_US
from ecomdash.events.outcome import DropReason, RejectReason
from ecomdash.events.record import Accepted, Refused, decode
from ecomdash.jobs.loading_elsewhere import elsewhere
from ecomdash.jobs.loading_lookups import SiteById, orders_of, sessions_named, sessions_of, stored_ids
from ecomdash.jobs.loading_recovery import session_memory
from ecomdash.log.protocol import Log, Record
from ecomdash.store.protocol import Store

_DELAY_US = 10 * US_PER_SECOND
_logger = structlog.get_logger(__name__)


class Prepared(Struct):
    """Decoded and enriched records: events in log order, and what was never to become one.

    `partitions` are those the drafts were read in, where the log has several shards; else empty.
    """

    drafts: list[Draft] = field(default_factory=list)
    partitions: list[int] = field(default_factory=list)
    unknown_sites: set[int] = field(default_factory=set)
    refused: list[Refused] = field(default_factory=list)
    unreadable: int = 0


class Assembled(Struct):
    """A batch with its `events` handled, what of it is stored, and what to remember when the store has it."""

    batch: Batch
    events: int
    stored: list[tuple[Draft, Visit]]
    orders: OrderBook
    seen: pa.UInt64Array
    received_at: list[int]


class Batches:
    """Makes batches one after the other; `sessions` and `seen` are its whole memory.

    `log` is where the records come from; without one, or where it has one shard, nobody else makes batches of it.
    """

    def __init__(self, store: Store, site_by_id: SiteById, clock: Clock, log: Log | None = None) -> None:
        self._store = store
        self._shared = log if log and log.shards > 1 else None
        self._site_by_id = site_by_id
        self._clock = clock
        self._rules: dict[int, SiteRules] = {}
        self.sessions: dict[int, SessionMemory] = {}
        self.seen = SeenEvents()

    def prepare(self, records: Sequence[Record]) -> Prepared:
        """Decode and enrich; needs neither store nor memory. What cannot be decoded is counted, never raised."""
        prepared = Prepared()
        for entry in records:
            try:
                record = decode(entry.payload)
            except (MsgspecError, ValueError, RecursionError):
                prepared.unreadable += 1
                _logger.warning("log record not readable", partition=entry.partition, end=entry.end)
                continue
            if isinstance(record, Refused):
                prepared.refused.append(record)
            elif rules := self._rules_of(record.site_id):
                drafts = enrich(rules, record)
                prepared.drafts.extend(drafts)
                if self._shared:
                    prepared.partitions.extend([entry.partition] * len(drafts))
            else:
                prepared.unknown_sites.add(record.site_id)
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
        """The batch, counted into the sessions in memory. Raises StoreUnavailable, QueryTimeout and LogFull."""
        seen, received_at = await self._mark_duplicates(prepared.drafts)
        wanted = [draft for draft in prepared.drafts if draft.dropped is None]
        await self._fetch_sessions(wanted)
        orders = await self._fetch_orders(wanted)
        assembly = Assembly(self.sessions, orders)
        if self._shared:
            await self._divide(self._shared, prepared, assembly)
        else:
            for draft in prepared.drafts:
                assembly.add(draft)
        outcomes = self._outcomes(prepared)
        return Assembled(assembly.batch(outcomes), outcomes.events, list(assembly.stored()), orders, seen, received_at)

    async def _divide(self, log: Log, prepared: Prepared, assembly: Assembly) -> None:
        """Add the drafts that are counted here, and send the others where they are counted."""
        others = await elsewhere(self._store, log, self.sessions, prepared.drafts, prepared.partitions)
        own: list[Draft] = []
        for draft, partition in zip(prepared.drafts, prepared.partitions, strict=True):
            if draft.dropped is not None or not others.takes(draft, partition):
                assembly.add(draft)
                own.append(draft)
        await others.send()
        prepared.drafts = own

    def settle(self, assembled: Assembled) -> None:
        """The store has the batch: remember its ids, and forget the sessions that time has passed."""
        self.seen.remember(assembled.seen, assembled.received_at)
        newest: dict[int, int] = {}
        for draft, _ in assembled.stored:
            at = draft.occurred_at if draft.occurred_at < draft.received_at else draft.received_at
            if at > newest.get(draft.site_id, 0):
                newest[draft.site_id] = at
        for site_id, at in newest.items():
            self.sessions[site_id].advance(at)

    def _outcomes(self, prepared: Prepared) -> Outcomes:
        now = self._clock.now()
        outcomes = Outcomes(now)
        outcomes.add(prepared.drafts)
        for refused in prepared.refused:
            outcomes.add_refused(refused.site_id, refused.received_at, refused.reason, refused.count)
        if prepared.unreadable:
            outcomes.add_refused(0, now, DropReason.UNREADABLE, prepared.unreadable)
        return outcomes

    async def _mark_duplicates(self, drafts: Sequence[Draft]) -> tuple[pa.UInt64Array, list[int]]:
        """Mark the events that came before as dropped; the others' hashes and times of arrival."""
        site_ids = [draft.site_id for draft in drafts]
        ids = [draft.event_id for draft in drafts]
        received_at = [draft.received_at for draft in drafts]
        wanted = hashes(site_ids, b"".join(ids))
        known = await self._known(drafts, self.seen.suspects(wanted))
        if not known and pc.count_distinct(wanted).as_py() == len(drafts):
            return wanted, received_at
        fresh: list[int] = []
        for index, key in enumerate(zip(site_ids, ids, strict=True)):
            if key in known:
                drafts[index].dropped = DropReason.DUPLICATE_EVENT
            else:
                known.add(key)
                fresh.append(index)
        return wanted.take(pa.array(fresh, pa.int64())), [received_at[index] for index in fresh]

    async def _known(self, drafts: Sequence[Draft], suspects: Sequence[int]) -> set[tuple[int, bytes]]:
        """Of the suspects, and of events from before the memory's time, those that the store has."""
        horizon = self.seen.complete_since
        early = [
            draft
            for draft in drafts
            if draft.occurred_at < horizon or draft.received_at < horizon or (self._shared and _is_delayed(draft))
        ]
        known: set[tuple[int, bytes]] = set()
        for wanted, reach in ((early, 0), ([drafts[index] for index in suspects], DEDUP_US + LATE_US)):
            for site_id, own in _by_site(wanted).items():
                times = [draft.occurred_at for draft in own]
                ids = {draft.event_id for draft in own}
                since, until = min(times) - reach - US_PER_DAY, max(times) + reach + US_PER_DAY
                known.update((site_id, event) for event in await stored_ids(self._store, site_id, ids, since, until))
        return known

    async def _fetch_sessions(self, drafts: Sequence[Draft]) -> None:
        """Bring into memory the sessions of sites not seen yet, and older ones that late events may join."""
        for site_id, own in _by_site(drafts).items():
            if site_id not in self.sessions:
                self.sessions[site_id] = await session_memory(self._store, site_id)
            memory = self.sessions[site_id]
            if memory.lacks(min(draft.occurred_at for draft in own)):
                late = [draft for draft in own if memory.lacks(draft.occurred_at)]
                since = min(draft.occurred_at for draft in late) - SESSION_GAP_US
                until = max(draft.occurred_at for draft in late) + SESSION_GAP_US
                visitors = {draft.visitor_id for draft in late} | {draft.anonymous_id for draft in late}
                memory.put_all(await sessions_of(self._store, site_id, visitors, since, until))
                names = {draft.client_session for draft in late if draft.client_session}
                memory.put_all(await sessions_named(self._store, site_id, names, since, until))

    async def _fetch_orders(self, drafts: Sequence[Draft]) -> OrderBook:
        """What the store knows of the orders in the batch."""
        book = OrderBook()
        wanted: dict[int, set[str]] = {}
        refunded: set[str] = set()
        for draft in drafts:
            hit = draft.hit
            if isinstance(hit, (Purchase, Refund)):
                wanted.setdefault(draft.site_id, set()).add(order_id_of(hit))
                if isinstance(hit, Refund):
                    refunded.add(order_id_of(hit))
        for site_id, order_ids in wanted.items():
            book.fill(*await orders_of(self._store, site_id, order_ids, refunded))
        return book


def _is_delayed(draft: Draft) -> bool:
    """Whether it may have been sent before, from another address and so to another reader of the log."""
    return draft.received_at - draft.occurred_at > _DELAY_US


def _by_site(drafts: Sequence[Draft]) -> dict[int, list[Draft]]:
    sites = {draft.site_id for draft in drafts}
    return {site_id: [draft for draft in drafts if draft.site_id == site_id] for site_id in sites}


def _of_unknown_site(record: Accepted) -> Refused:
    return Refused(record.site_id, record.received_at, RejectReason.UNKNOWN_SITE, len(record.hits))
