"""The roles of an installation as processes of their own, on servers that the tests start."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
from tests.faults.server import Role
from tests.servers import kafka
from tests.servers.postgres import shared_server
from tests.servers.redis import RedisServer

PASSWORD = "correct horse battery"


class Installation:
    """A database server, and perhaps a broker and a bus; `role` starts processes that end with the context."""

    def __init__(self, folder: Path, store: str, log: str, live: str) -> None:
        self.folder, self.store, self._log, self._live = folder, store, log, live
        self._roles: list[Role] = []

    def role(self, name: str, *flags: str, waits: bool = True, **settings: object) -> Role:
        """A started process, which is well unless `waits` is False.

        Where the log is local they share a folder, else each has none but its own.
        """
        data = self.folder / ("data" if self._log == "local" else f"data-{len(self._roles)}")
        port = "--health-port" if name == "load" else "--port"
        mine = {"sites": self.store, "log": self._log, "live": self._live}
        mine |= {} if name == "collect" else {"store": self.store}  # to which a collector holds no key
        made = Role(name, port, "{port}", *flags, data=data, **(mine | settings))
        self._roles.append(made)
        made.launch()
        if waits:
            made.wait()
        return made

    def end(self) -> None:
        for role in self._roles:
            role.kill()


@contextmanager
def installation(folder: Path, *, far: bool) -> Iterator[Installation]:
    """PostgreSQL for events and sites; with `far` also Kafka and Redis, else a local log and nothing."""
    with ExitStack() as opened:
        server = shared_server()
        store = server.url(opened.enter_context(server.database()))
        log, live = "local", "memory"
        if far:
            log, live = kafka.new_address()[0], opened.enter_context(RedisServer(folder)).url
        here = Installation(folder, store, log, live)
        opened.callback(here.end)
        yield here


@contextmanager
def set_up(api: Role) -> Iterator[tuple[httpx.Client, str]]:
    """The owner, logged in, and the public key of the first site."""
    with httpx.Client(base_url=api.url, headers={"Origin": api.url}) as client:
        site = {"name": "Oak & Ash", "consent_mode": "implied", "timezone": "UTC"}
        body = {"email": "owner@example.com", "password": PASSWORD, "site": site}
        client.post("/api/v1/auth/setup", json=body).raise_for_status()
        yield client, str(client.get("/api/v1/sites").raise_for_status().json()[0]["key"])
