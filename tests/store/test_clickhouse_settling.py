"""Statements see whole batches, and neither they nor batches wait for ever."""

import threading
from collections.abc import Callable

import pytest

from ecomdash.store.engines.clickhouse.settling import Settling
from ecomdash.store.protocol import QueryTimeout


def started(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_a_statement_begins_after_the_batch_that_is_on_its_way() -> None:
    settling, order = Settling(), list[str]()
    changing, go_on = threading.Event(), threading.Event()

    def change() -> None:
        with settling.changing():
            changing.set()
            assert go_on.wait(30)
            order.append("stored")

    def read() -> None:
        with settling.reading(30):
            order.append("read")

    writer = started(change)
    assert changing.wait(30)
    readers = [started(read) for _ in range(3)]
    go_on.set()
    for thread in (writer, *readers):
        thread.join(30)
    assert order == ["stored", "read", "read", "read"]


def test_a_batch_does_not_wait_for_a_statement_that_has_long_begun() -> None:
    settling = Settling()
    stored, reading, done = threading.Event(), threading.Event(), threading.Event()

    def read() -> None:
        with settling.reading(30):
            reading.set()
            assert stored.wait(30)  # ends only once the batch is stored
            done.set()

    started(read)
    assert reading.wait(30)
    with settling.changing():
        stored.set()
    assert done.wait(30)


def test_a_statement_waits_for_a_batch_no_longer_than_its_limit() -> None:
    settling = Settling()
    with settling.changing(), pytest.raises(QueryTimeout), settling.reading(0.01):
        pass
    with settling.reading(0):
        assert True


def test_a_batch_that_fails_lets_statements_begin() -> None:
    settling = Settling()
    try:
        with settling.changing():
            raise OSError
    except OSError:
        pass
    with settling.reading(30), settling.reading(30):
        assert True
