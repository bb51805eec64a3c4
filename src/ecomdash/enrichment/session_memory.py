"""The sessions of one site that events may still join, kept in memory over a sliding horizon."""

from collections.abc import Iterable

from ecomdash.clock import US_PER_MINUTE
from ecomdash.enrichment.session import Session, choose
from ecomdash.events.limits import SESSION_GAP_US

KEEP_US = 60 * US_PER_MINUTE  # so that events up to half an hour late need no look-up in the store
_EVICT_US = 5 * US_PER_MINUTE
SESSIONS = 200_000  # kept at most; with more, the horizon comes nearer
NEVER = -(2**62)


class SessionMemory:
    """Every session that ended at or after `complete_since` is here; older ones must be looked up and handed in."""

    def __init__(self, complete_since: int = NEVER, limit: int = SESSIONS) -> None:
        self.complete_since = complete_since
        self._limit = limit
        self._latest = NEVER
        self._evicted_at = NEVER
        self._by_visitor: dict[int, list[Session]] = {}
        self._by_client: dict[int, list[Session]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def lacks(self, at: int) -> bool:
        """Whether sessions an event at `at` could join may be missing here."""
        return at < self.complete_since + SESSION_GAP_US

    def find(self, visitor_id: int, at: int, client_session: int) -> Session | None:
        """The session the event belongs to, of those here."""
        sessions = self._by_visitor.get(visitor_id)
        if not sessions:
            return None
        last = sessions[-1]
        if len(sessions) == 1 and last.client_session == client_session and last.started_at <= at <= last.ended_at:
            return last
        return choose(sessions, at, client_session)

    def named(self, client_session: int, at: int) -> Session | None:
        """The session of that client session, whoever's it is, of those here."""
        return choose(self._by_client.get(client_session, ()), at, client_session)

    def name(self, session: Session, client_session: int) -> None:
        """Give a session without one its client session."""
        if client_session and not session.client_session:
            session.client_session = client_session
            self._by_client.setdefault(client_session, []).append(session)

    def put(self, session: Session) -> None:
        """Keep a session; one that is here already stays as it is (memory is never behind the store)."""
        sessions = self._by_visitor.setdefault(session.visitor_id, [])
        if all(known.session_id != session.session_id for known in sessions):
            sessions.append(session)
            self._count += 1
            if session.client_session:
                self._by_client.setdefault(session.client_session, []).append(session)

    def put_all(self, sessions: Iterable[Session]) -> None:
        """Keep each."""
        for session in sessions:
            self.put(session)

    def advance(self, now: int) -> None:
        """Time has come to `now` (microseconds, of the newest event); forget what lies behind the horizon.

        To be called between batches, when all sessions here are stored.
        """
        self._latest = max(self._latest, now)
        if self._count > self._limit:
            self._forget(max(self._latest - KEEP_US, self._middle()))
        elif self._latest - self._evicted_at >= _EVICT_US:
            self._forget(self._latest - KEEP_US)

    def _middle(self) -> int:
        """The time that half of all sessions had ended by."""
        ends = sorted(s.ended_at for sessions in self._by_visitor.values() for s in sessions)
        return ends[len(ends) // 2]

    def _forget(self, before: int) -> None:
        self._evicted_at = self._latest
        forgotten = _drop(self._by_visitor, before)
        if forgotten:
            _drop(self._by_client, before)
            self._count -= forgotten
            self.complete_since = max(self.complete_since, before)


def _drop(sessions_by: dict[int, list[Session]], before: int) -> int:
    """Remove the sessions that ended before that time; how many."""
    dropped = 0
    for key, sessions in list(sessions_by.items()):
        kept = [session for session in sessions if session.ended_at >= before]
        if len(kept) != len(sessions):
            dropped += len(sessions) - len(kept)
            if kept:
                sessions_by[key] = kept
            else:
                del sessions_by[key]
    return dropped
