"""Lets a statement see whole batches: ClickHouse chooses the rows of each of its tables for itself, when it begins."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ecomdash.store.protocol import QueryTimeout

CHOOSING_SECONDS = 0.1  # by when a statement has chosen the rows of all its tables, however long it then reads them


class Settling:
    """Keeps statements from beginning while a batch goes into its tables, within this process."""

    def __init__(self) -> None:
        self._reads: set[object] = set()
        self._changing = False
        self._changed = threading.Condition()

    @contextmanager
    def reading(self, limit_seconds: float) -> Iterator[None]:
        """Begins when no batch is on its way. Raises QueryTimeout where one is for longer than that."""
        read = object()
        with self._changed:
            if not self._changed.wait_for(lambda: not self._changing, limit_seconds):
                raise QueryTimeout("the query waited too long for a batch that is being stored")
            self._reads.add(read)
        try:
            yield
        finally:
            with self._changed:
                self._reads.discard(read)
                self._changed.notify_all()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Begins when the statements there are have ended, or have chosen their rows. For one thread."""
        with self._changed:
            self._changing = True
            earlier = set(self._reads)
            self._changed.wait_for(lambda: not earlier & self._reads, CHOOSING_SECONDS)
        try:
            yield
        finally:
            with self._changed:
                self._changing = False
                self._changed.notify_all()
