"""The memory of event ids: finds what was seen, forgets after seven days, stays small."""

import random
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.enrichment.making import T0

from ecomdash.clock import US_PER_DAY
from ecomdash.enrichment.dedup import NEVER, SeenEvents, hashes, ids_of_text


def ids(*numbers: int) -> bytes:
    return b"".join(number.to_bytes(16, "big") for number in numbers)


def hashed(numbers: list[int], site: int = 1) -> Any:
    return hashes([site] * len(numbers), ids(*numbers))


@given(st.lists(st.lists(st.integers(0, 60), max_size=30), max_size=12), st.lists(st.integers(0, 60), max_size=30))
def test_it_finds_exactly_what_was_remembered(batches: list[list[int]], wanted: list[int]) -> None:
    seen = SeenEvents()
    for day, numbers in enumerate(batches):
        seen.remember(hashed(numbers), [T0 + day % 3 * US_PER_DAY] * len(numbers))
    known = {number for numbers in batches for number in numbers}
    assert seen.suspects(hashed(wanted)) == [n for n, number in enumerate(wanted) if number in known]


def test_hashes_tell_sites_and_both_halves_of_an_id_apart() -> None:
    numbers = [0, 1, 1 << 64, 1 << 127, (1 << 64) + 1]
    every = [h for site in (1, 2, 2**31 - 1) for h in hashes([site] * 5, ids(*numbers)).to_pylist()]
    assert len(set(every)) == 15
    assert hashes([], b"").to_pylist() == []


def test_events_are_forgotten_after_seven_days_and_it_says_so() -> None:
    seen = SeenEvents()
    assert seen.complete_since == NEVER
    for day in range(20):
        seen.remember(hashed([day]), [T0 + day * US_PER_DAY])
    remembered = [day for day in range(20) if seen.suspects(hashed([day]))]
    assert remembered == list(range(12, 20)), "seven whole days before the newest, and its own"
    first_kept = (T0 // US_PER_DAY + 12) * US_PER_DAY
    assert seen.complete_since == first_kept
    assert len(seen) == 8


def test_one_batch_may_span_days() -> None:
    seen = SeenEvents()
    seen.remember(hashed([1, 2, 3]), [T0, T0 + US_PER_DAY, T0])
    assert seen.suspects(hashed([0, 1, 2, 3])) == [1, 2, 3]


def test_many_small_batches_make_few_runs() -> None:
    seen = SeenEvents()
    chance = random.Random(1)
    for _ in range(300):
        numbers = [chance.getrandbits(128) for _ in range(chance.choice([1, 3, 50]))]
        seen.remember(hashed(numbers), [T0] * len(numbers))
    assert sum(len(runs) for runs in seen._days.values()) < 20


def test_ids_are_read_back_from_text() -> None:
    given_ids = [uuid.UUID(int=n << 100 | n) for n in range(5)]
    assert ids_of_text("".join(map(str, given_ids))) == b"".join(value.bytes for value in given_ids)
    assert ids_of_text("") == b""
    with pytest.raises(ValueError, match="non-hexadecimal"):
        ids_of_text("no uuid")
