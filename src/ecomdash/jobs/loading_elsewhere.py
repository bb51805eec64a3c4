"""Where a log has several readers, finds the events that belong to a session another one counts, and sends them there.

A session is written by the reader of its visitor's partition alone. An event of a visitor who consented in the middle
of a visit, or one that a shop's server reports with the visit's session id, comes in another partition: it is appended
to the session's, and counted when it is read there. The partition of the visitor before consent is asked by sending the
event there, where everything that came before it is loaded by then; where the visit did not begin there, it is sent
back without that visitor. So no event is sent more than three times, and what is sent twice by a reader that dies in
between has its event id, and counts once.
"""

import asyncio
from collections.abc import Mapping, Sequence

from msgspec import structs

from ecomdash.enrichment.draft import Draft
from ecomdash.enrichment.session import Session, choose
from ecomdash.enrichment.session_memory import SessionMemory
from ecomdash.enrichment.visits import goes_on
from ecomdash.events.limits import SESSION_GAP_US
from ecomdash.events.record import Accepted, AcceptedHit, encode
from ecomdash.jobs.loading_lookups import spans_named
from ecomdash.log.protocol import Log
from ecomdash.store.protocol import Store

_Named = dict[tuple[int, int], list[Session]]  # by site and client session


class Elsewhere:
    """The events of one batch that are to be counted elsewhere; made anew for each batch."""

    def __init__(self, log: Log, memories: Mapping[int, SessionMemory], named: _Named) -> None:
        self._log, self._memories, self._named = log, memories, named
        self._records: dict[tuple[int, int], Accepted] = {}  # by the record they come from and the shard they go to

    def takes(self, draft: Draft, partition: int) -> bool:
        """Whether the event, read in that partition, is counted elsewhere; to be asked in log order."""
        shard = self._shard(draft, partition)
        if shard is None:
            return False
        came = draft.accepted
        record = self._records.get((id(came), shard))
        if record is None:
            record = self._records[id(came), shard] = structs.replace(came, hits=[])
        anonymous = draft.anonymous_id if partition == draft.visitor_id % self._log.shards else 0
        anonymous = anonymous if shard == anonymous % self._log.shards else 0
        record.hits.append(
            AcceptedHit(draft.event_id, draft.occurred_at, draft.visitor_id, draft.client_session, draft.hit, anonymous)
        )
        return True

    async def send(self) -> None:
        """Append what was taken, each to its partition. Raises LogFull."""
        if self._records:
            await asyncio.gather(
                *(self._log.append(encode(record), shard) for (_, shard), record in self._records.items())
            )

    def _shard(self, draft: Draft, here: int) -> int | None:
        """The shard of the session that the event may belong to; None where it is counted here."""
        shards, memory = self._log.shards, self._memories[draft.site_id]
        home, anonymous, at = draft.visitor_id % shards, draft.anonymous_id, draft.occurred_at
        if here != home and not anonymous:  # it was sent here, for good
            return None
        if memory.find(draft.visitor_id, at, draft.client_session):
            return None if here == home else home
        if not goes_on(draft):
            return None
        if anonymous:
            if here != anonymous % shards:
                return anonymous % shards
            if memory.find(anonymous, at, 0):
                return None
            if here != home:
                return home
        visitor = self._visitor_named(draft)
        return None if visitor is None or visitor % shards == here else visitor % shards

    def _visitor_named(self, draft: Draft) -> int | None:
        """Whose the session is that the event names."""
        if not draft.client_session:
            return None
        site_id, name, at = draft.site_id, draft.client_session, draft.occurred_at
        session = self._memories[site_id].named(name, at) or choose(self._named.get((site_id, name), ()), at, name)
        return session.visitor_id if session else None


async def elsewhere(
    store: Store, log: Log, memories: Mapping[int, SessionMemory], drafts: Sequence[Draft], partitions: Sequence[int]
) -> Elsewhere:
    """Ready for the drafts of a batch, read in these partitions. Raises StoreUnavailable and QueryTimeout."""
    unknown: dict[int, list[Draft]] = {}
    opening: set[tuple[int, int]] = set()
    for draft, here in zip(drafts, partitions, strict=True):
        if draft.dropped is not None or memories[draft.site_id].find(
            draft.visitor_id, draft.occurred_at, draft.client_session
        ):
            continue
        if not goes_on(draft):
            opening.add((draft.site_id, draft.visitor_id))
        elif (
            draft.client_session
            and (draft.site_id, draft.visitor_id) not in opening
            and here == draft.visitor_id % log.shards
            and (not draft.anonymous_id or here == draft.anonymous_id % log.shards)
        ):
            unknown.setdefault(draft.site_id, []).append(draft)
    named: _Named = {}
    for site_id, own in unknown.items():
        since = min(draft.occurred_at for draft in own) - SESSION_GAP_US
        until = max(draft.occurred_at for draft in own) + SESSION_GAP_US
        names = {draft.client_session for draft in own}
        for session in await spans_named(store, site_id, names, since, until):
            named.setdefault((site_id, session.client_session), []).append(session)
    return Elsewhere(log, memories, named)
