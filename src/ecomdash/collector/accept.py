"""Carries out what was decided: appends to the log, counts refusals, and gives the answer."""

import asyncio
from collections.abc import Callable, Iterable

from msgspec import Struct

from ecomdash.clock import Clock
from ecomdash.collector import answer as answers
from ecomdash.collector.answer import Answer
from ecomdash.collector.decide import Decider, Decision, SiteLookup, Taken
from ecomdash.collector.eventids import new_event_id
from ecomdash.collector.faults import Fault, Rejection
from ecomdash.collector.identity import EventIds
from ecomdash.collector.recent import RecentRefusals
from ecomdash.collector.refusals import Refusals
from ecomdash.collector.request import Request
from ecomdash.events.outcome import RejectReason
from ecomdash.events.record import AnyHit, encode, type_of
from ecomdash.events.site import Site
from ecomdash.log.protocol import Log, LogFull
from ecomdash.privacy.addresses import Proxies, canonical
from ecomdash.privacy.anonymiser import Anonymiser


class Receipt(Struct, frozen=True):
    """What became of events handed in within the process: how many are durable, and which were refused."""

    accepted: int
    rejected: list[Rejection]


_NO_ROOM = Fault(RejectReason.DISK_FULL, "The server cannot keep this event now; send it again later.")


def _nobody(_token: str) -> None:
    return None


class Collector:
    """Accepts events: a request's body, or hits from within the process (demo, importers).

    `sites` finds the site of a public key (None = no key came with it). `proxies` are the peers whose X-Forwarded-For
    is believed, `is_trusted` says whether a bearer token may send events, None for one that does not exist.
    """

    def __init__(
        self,
        log: Log,
        sites: SiteLookup,
        anonymiser: Anonymiser,
        clock: Clock,
        *,
        proxies: Proxies | None = None,
        is_trusted: Callable[[str], bool | None] = _nobody,
        event_ids: EventIds = new_event_id,
    ) -> None:
        self._log, self._sites = log, sites
        self._decider = Decider(sites, anonymiser, event_ids, log.shards)
        self._refusals = Refusals(log, clock)
        self.recent = RecentRefusals(clock)
        self.clock = clock
        self.proxies = proxies or Proxies("")
        self.is_trusted = is_trusted

    async def accept(self, body: bytes, request: Request, *, batch: bool) -> Answer:
        """Decide, make durable, answer; never raises for anything a sender can do."""
        decision = self._decider.body(body, request, batch=batch)
        accepted = await self._carry_out(decision)
        return answers.answer(accepted, decision.rejections)

    async def accept_hits(
        self,
        site: Site,
        hits: Iterable[AnyHit],
        *,
        ip: str,
        user_agent: str,
        received_at: int | None = None,
        trusted: bool = False,
        origin: str = "simulated",
    ) -> Receipt:
        """Accept events from within the process as if a sender at `ip` ('' = nobody's) had sent them.

        `received_at` (microseconds) is now unless given. The hits are changed in place: what is personal is taken out.
        Raises LogFull when any of them could not be kept.
        """
        request = Request(
            address=canonical(ip) if ip else "",
            user_agent=user_agent,
            received_at=self.clock.now() if received_at is None else received_at,
            trusted=trusted,
            origin=origin,
        )
        decision = self._decider.hits(site, hits, request)
        accepted = await self._carry_out(decision)
        if any(one.reason is RejectReason.DISK_FULL for one in decision.rejections):
            raise LogFull("the log has no room for these events")
        return Receipt(accepted, decision.rejections)

    def refuse_size(self, detail: str, site_key: str | None) -> Answer:
        """Count and answer a request whose body is too large to be read."""
        rejection = self._refuse(Fault(RejectReason.TOO_LARGE, detail), site_key)
        return answers.problem(RejectReason.TOO_LARGE, detail, [rejection])

    def refuse_token(self, site_key: str | None, *, known: bool) -> Answer:
        """Count and answer a request whose token is none, or one that may not send events."""
        detail = answers.TOKEN_MAY_NOT_DETAIL if known else answers.BAD_TOKEN_DETAIL
        self._refuse(Fault(RejectReason.INVALID_FIELD, detail, "Authorization"), site_key)
        return answers.TOKEN_MAY_NOT if known else answers.BAD_TOKEN

    async def close(self) -> None:
        """Append the refusals that were counted and not yet written; the log must still be open."""
        await self._refusals.close()

    def _refuse(self, fault: Fault, site_key: str | None) -> Rejection:
        """Count what is refused before its body is read, as one event.

        It is listed with its site where header, address or there being one site alone tells which it is. Else the key
        is in the body, unread: then it is in the counts of no site.
        """
        fault.site_key = site_key
        site = self._sites(site_key)
        decision = Decision()
        decision.reject(0, fault, site.id if site else 0)
        self._count(decision)
        return decision.rejections[0]

    def _count(self, decision: Decision) -> None:
        self._refusals.add(decision.refused)
        self.recent.add(decision.rejections)

    async def _carry_out(self, decision: Decision) -> int:
        """Append the records; how many events are durable. Those the log cannot take become rejections."""
        accepted = 0
        if len(decision.taken) == 1:  # nearly always; gather would cost a task
            kept = [await self._append(decision.taken[0])]
        else:
            kept = await asyncio.gather(*(self._append(taken) for taken in decision.taken))
        for taken, is_kept in zip(decision.taken, kept, strict=True):
            if is_kept:
                accepted += len(taken.indexes)
            else:
                for index, accepted_hit in zip(taken.indexes, taken.record.hits, strict=True):
                    decision.reject(index, _NO_ROOM, taken.record.site_id, type_of(accepted_hit.hit))
        if decision.rejections:
            self._count(decision)
            decision.rejections.sort(key=lambda one: one.index)
        return accepted

    async def _append(self, taken: Taken) -> bool:
        try:
            await self._log.append(encode(taken.record), taken.shard)
        except LogFull:
            return False
        return True
