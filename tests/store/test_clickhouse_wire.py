"""An answer that was cut within its head is none, wherever it was cut: to the driver it has no rows."""

import asyncio
import re
import socket
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.engines import CONNECTIONS

from ecomdash.settings import load
from ecomdash.store.engines.opening import open_store
from ecomdash.store.protocol import StoreUnavailable
from ecomdash.store.tables import analytics_events

COUNT = sa.select(sa.func.count()).select_from(analytics_events)


class Cutting:
    """A way to the server at `port` on which each answer ends after `after` bytes, unless that is None."""

    def __init__(self, port: int) -> None:
        self.after: int | None = None
        self._to = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._take, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _take(self) -> None:
        while True:
            try:
                client = self._listening.accept()[0]
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._to))
            threading.Thread(target=self._pass, args=(client, server, False), daemon=True).start()
            threading.Thread(target=self._pass, args=(server, client, True), daemon=True).start()

    def _pass(self, giver: socket.socket, taker: socket.socket, is_answer: bool) -> None:
        with giver, taker:
            try:
                while data := giver.recv(65_536):
                    if is_answer and self.after is not None:
                        taker.sendall(data[: self.after])
                        break
                    taker.sendall(data)
                for each in (giver, taker):
                    each.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


async def test_an_answer_cut_within_its_head_is_none(tmp_path: Path) -> None:
    with CONNECTIONS["clickhouse-http"](tmp_path) as url:
        port = re.search(r":(\d+)/", url)
        assert port
        way = Cutting(int(port[1]))
        store = open_store(load({}, store=url.replace(f":{port[1]}/", f":{way.port}/")))
        try:
            await store.migrate()
            await asyncio.gather(*(store.execute(COUNT) for _ in range(20)))  # each thread has greeted the server
            for after in (0, 16, 17, 25, 60, 100, 120, 140):
                way.after = after
                with pytest.raises(StoreUnavailable):
                    await store.execute(COUNT)
            way.after = None
            assert list(await store.execute(COUNT)) == [(0,)]
        finally:
            await store.close()
            way.close()
