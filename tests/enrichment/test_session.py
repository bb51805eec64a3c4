"""The session rule and its memory, without a store."""

import pytest
from tests.enrichment.making import HOUR, MINUTE, T0

from ecomdash.enrichment.session import Session, choose, session_id
from ecomdash.enrichment.session_memory import KEEP_US, NEVER, SessionMemory


def session(start: int, end: int, visitor: int = 7, client: int = 0) -> Session:
    """From and to in minutes after T0."""
    began = T0 + start * MINUTE
    return Session(1, session_id(1, visitor, client, began), visitor, client, began, T0 + end * MINUTE)


CHOICES = [
    ([], 0, 0, None),
    ([(0, 10)], -30, 0, 0),
    ([(0, 10)], -31, 0, None),
    ([(0, 10)], 40, 0, 0),
    ([(0, 10)], 41, 0, None),
    ([(0, 0), (50, 60)], 20, 0, 0),
    ([(0, 0), (50, 60)], 26, 0, 1),
    ([(50, 60), (0, 0)], 25, 0, 1),
    ([(0, 10), (5, 6)], 5, 0, 0),
    ([(5, 6), (0, 10)], 5, 0, 1),
    ([(0, 10, 1), (5, 6, 2)], 7, 2, 1),
    ([(0, 10, 1), (5, 6, 2)], 7, 3, None),
    ([(0, 10, 1), (5, 6, 2)], 7, 0, 0),
]


@pytest.mark.parametrize(("spans", "at", "client", "chosen"), CHOICES)
def test_the_nearest_session_is_chosen(spans: list[tuple[int, ...]], at: int, client: int, chosen: int | None) -> None:
    sessions = [session(start, end, client=name[0] if name else 0) for start, end, *name in spans]
    found = choose(sessions, T0 + at * MINUTE, client)
    assert found is (None if chosen is None else sessions[chosen])


def test_ids_follow_from_what_a_session_is() -> None:
    base = session_id(1, 2, 3, 4)
    assert base == session_id(1, 2, 3, 4)
    assert (
        len({base, session_id(2, 2, 3, 4), session_id(1, 1, 3, 4), session_id(1, 2, 2, 4), session_id(1, 2, 3, 5)}) == 5
    )
    assert -(2**63) <= session_id(2**31, -(2**63), 2**63 - 1, 2**62) < 2**63


def test_memory_forgets_by_the_time_of_events_and_says_from_when_on_it_is_complete() -> None:
    memory = SessionMemory()
    memory.put_all(session(n * 10, n * 10 + 5, visitor=n) for n in range(30))
    assert memory.complete_since == NEVER
    assert not memory.lacks(0)
    memory.advance(T0 + 295 * MINUTE)
    assert len(memory) == 7, "sessions that ended in the last hour"
    assert memory.complete_since == T0 + 295 * MINUTE - KEEP_US
    assert memory.lacks(memory.complete_since)
    assert not memory.lacks(memory.complete_since + 30 * MINUTE)
    assert memory.find(29, T0 + 295 * MINUTE, 0) is not None
    assert memory.find(2, T0 + 25 * MINUTE, 0) is None


def test_memory_is_bounded() -> None:
    memory = SessionMemory(limit=100)
    memory.put_all(session(0, n, visitor=n) for n in range(150))
    memory.advance(T0 + 20 * MINUTE)
    assert len(memory) == 75, "the half that ended last"
    assert memory.lacks(T0 + 75 * MINUTE)
    assert not memory.lacks(T0 + 105 * MINUTE)


def test_what_is_in_memory_is_not_replaced_by_what_was_stored() -> None:
    memory = SessionMemory()
    here, stored = session(0, 20), session(0, 10)
    memory.put(here)
    memory.put(stored)
    assert memory.find(7, T0, 0) is here
    assert len(memory) == 1


def test_time_that_runs_backwards_forgets_nothing() -> None:
    memory = SessionMemory()
    memory.put(session(0, 0))
    memory.advance(T0)
    memory.advance(T0 - 9 * HOUR)
    assert memory.find(7, T0, 0) is not None
