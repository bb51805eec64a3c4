"""The realtime window shared by several processes through one Redis stream that forgets by itself.

Publishing puts entries into a bounded outbox that a thread empties; a process that shows the window has one more
thread, which follows the stream into a window of its own. Redis may be away, slow or full: nobody waits for it.
"""

import threading
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from secrets import randbits
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from ecomdash.clock import Clock
from ecomdash.live.entries import Damaged, Entry, Numbers, decode, encode, pack, portions
from ecomdash.live.memory import MemoryLive
from ecomdash.live.outbox import BYTES, Outbox, Parcel
from ecomdash.live.protocol import LiveEvent, LiveUnavailable, Snapshot
from ecomdash.settings import SettingsError

OLDEST: Final = (6, 2)  # trims a stream by age
STREAM: Final = b"ecomdash:live"
FILLED: Final = b"ecomdash:live:filled"  # there as long as the stream has the whole window
FIELD: Final = b"e"
WINDOW_SECONDS: Final = 31 * 60
READ_ENTRIES: Final = 100
READ_MS: Final = 500  # how long a read waits, and so how late a stop may be noticed
SEND_BYTES: Final = 1_000_000
ANSWER_SECONDS: Final = 2.0
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0  # seconds between tries while Redis is away
END_SECONDS: Final = 3.0

_SCHEMES: Final = {"redis", "rediss"}
_logger = structlog.get_logger(__name__)


def connect(url: str) -> "Redis":
    """A client of redis[s]://[user:password@]host[:port][/number]; nothing is sent yet. Raises SettingsError."""
    try:
        parts = urlsplit(url)
        host, port, number = parts.hostname or "", parts.port or 6379, int(parts.path.strip("/") or 0)
    except ValueError:
        host, port, number = "", 0, 0
    if not host or "," in host or number < 0 or parts.scheme not in _SCHEMES or parts.query or parts.fragment:
        raise SettingsError("ECOMDASH_LIVE must be memory or redis[s]://[user:password@]host[:port][/number]")
    return Redis(
        host=host, port=port, db=number, ssl=parts.scheme == "rediss", protocol=2,
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS, retry=Retry(NoBackoff(), 0),
    )  # fmt: skip


def version(url: str) -> str:
    """What answers at the URL, for the operator. Raises SettingsError and LiveUnavailable."""
    client: Any = connect(url)
    try:
        found = client.info("server")["redis_version"]
    except (RedisError, OSError) as error:
        raise LiveUnavailable(f"Redis does not answer: {error}") from error
    finally:
        client.close()
    if tuple(int(part) for part in found.split(".")[:2]) < OLDEST:
        raise LiveUnavailable(f"Redis {found} is too old; {OLDEST[0]}.{OLDEST[1]} is the oldest that serves")
    return f"Redis {found}"


class _Worker:
    """A thread that does one thing for ever; when that fails it says so once and tries again, later each time."""

    def __init__(self, name: str, step: Callable[[], bool], pause: Callable[[float], object]) -> None:
        self.trouble = ""
        self._name, self._step, self._pause = name, step, pause
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                if not self._step():
                    return
            except (RedisError, OSError) as error:
                if not self.trouble:
                    _logger.warning(
                        "realtime bus away; events are stored all the same", part=self._name, error=str(error)
                    )
                self.trouble = f"away ({type(error).__name__})"  # anybody may see it; the log says more
            except Exception as error:  # a fault here is not to end the realtime page until the next start
                _logger.exception("realtime bus failed", part=self._name)
                self.trouble = f"failing ({type(error).__name__})"
            else:
                if self.trouble:
                    _logger.info("realtime bus is back", part=self._name)
                self.trouble, pause = "", FIRST_PAUSE
                continue
            self._pause(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def join(self) -> None:
        self._thread.join(END_SECONDS)


class _Sender:
    """Empties the outbox into the stream."""

    def __init__(self, client: Any, outbox: Outbox, sender: int) -> None:
        self._client, self._outbox, self._sender = client, outbox, sender

    def step(self) -> bool:
        """Send some; False at the end. Raises RedisError and OSError, what was not sent stays."""
        if not self._outbox.wait():
            return False
        try:
            if parcels := self._outbox.first(SEND_BYTES):
                self._send(parcels)
        except (RedisError, OSError):
            if self._outbox.closed:
                return False
            raise
        if dropped := self._outbox.take_dropped():
            _logger.warning("realtime window lost entries while the bus was away", entries=dropped)
        return True

    def _send(self, parcels: Sequence[Parcel]) -> None:
        seconds, _ = self._client.time()  # the stream's ids are of the server's clock, so its age is too
        self._client.xtrim(STREAM, minid=(seconds - WINDOW_SECONDS) * 1000)  # by itself: a full Redis still does this
        if not parcels[0].restores or self._may_restore():
            together = self._client.pipeline(transaction=True)  # all or none, or a later entry would hide an earlier
            for parcel in parcels:
                together.xadd(STREAM, {FIELD: pack(parcel.payload)})
            together.expire(STREAM, WINDOW_SECONDS)
            together.expire(FILLED, WINDOW_SECONDS)
            together.execute()
        self._outbox.done(parcels)

    def _may_restore(self) -> bool:
        """Whether the stream does not have the window, and no other loader is just about to restore it."""
        me = str(self._sender).encode()
        return bool(self._client.set(FILLED, me, nx=True, ex=WINDOW_SECONDS)) or self._client.get(FILLED) == me


class _Reader:
    """Follows the stream into a window."""

    def __init__(self, client: Any, window: MemoryLive, clock: Clock, stopped: threading.Event) -> None:
        self._client, self._window, self._clock, self._stopped = client, window, clock, stopped
        self._numbers = Numbers()
        self._last = b"0-0"
        self._connected = False
        self._damaged = 0

    def step(self) -> bool:
        """Read some; False at the end. Raises RedisError and OSError."""
        if self._stopped.is_set():
            return False
        try:
            if not self._connected:
                self._begin()
            for _, entries in self._client.xread({STREAM: self._last}, count=READ_ENTRIES, block=READ_MS) or ():
                for at, fields in entries:
                    self._take(fields)
                    self._last = at
        except (RedisError, OSError):
            self._connected = False
            raise
        return True

    def _begin(self) -> None:
        """Go on behind the last entry, unless another server's clock is behind it: then nothing new would be seen."""
        seconds, _ = self._client.time()
        if (seconds + 1) * 1000 < int(self._last.partition(b"-")[0]):
            self._last, self._numbers = b"0-0", Numbers()
            self._window.restore({})
        self._connected = True

    def _take(self, fields: Mapping[bytes, bytes]) -> None:
        try:
            entry = decode(fields.get(FIELD), self._clock.now())
        except Damaged as error:
            self._damaged += 1
            if self._damaged & (self._damaged - 1) == 0:  # the 1st, 2nd, 4th, 8th, ...: a flood does not fill the log
                _logger.warning("ignored an entry of the realtime bus", reason=str(error), so_far=self._damaged)
            return
        if not self._numbers.is_new(entry):
            return
        if entry.fresh:
            self._window.restore({})
        if entry.events:
            self._window.publish(entry.site_id, entry.events)


class RedisLive:
    """A Live over redis://host:6379/0, whose number is this installation's alone.

    `reads` says whether this process shows the window; one that only publishes leaves it unread and empty. An event
    published is in every window a few milliseconds later. Raises SettingsError for a URL that is none.
    """

    def __init__(self, url: str, clock: Clock, *, reads: bool = True, outbox_bytes: int = BYTES) -> None:
        self._window = MemoryLive(clock)
        self._sender = randbits(63)
        self._number = 0
        self._numbering = threading.Lock()
        self._outbox = Outbox(outbox_bytes)
        self._stopped = threading.Event()
        self._clients = [connect(url)]
        sender = _Sender(self._clients[0], self._outbox, self._sender)
        self._workers = [_Worker("live-sender", sender.step, self._outbox.pause)]
        if reads:
            self._clients.append(connect(url))
            reader = _Reader(self._clients[1], self._window, clock, self._stopped)
            self._workers.append(_Worker("live-reader", reader.step, self._stopped.wait))

    @property
    def trouble(self) -> str:
        return next((worker.trouble for worker in self._workers if worker.trouble), "")

    def publish(self, site_id: int, events: Sequence[LiveEvent]) -> None:
        for portion in portions(events):
            self._post(site_id, portion)

    def restore(self, events: Mapping[int, Sequence[LiveEvent]]) -> None:
        self._post(0, [], restores=True, fresh=True)
        for site_id, found in events.items():
            for portion in portions(found):
                self._post(site_id, portion, restores=True)

    def _post(self, site_id: int, events: list[LiveEvent], *, restores: bool = False, fresh: bool = False) -> None:
        with self._numbering:
            self._number += 1
            entry = Entry(sender=self._sender, number=self._number, site_id=site_id, events=events, fresh=fresh)
            self._outbox.put(Parcel(encode(entry), restores))

    def snapshot(self, site_id: int) -> Snapshot:
        return self._window.snapshot(site_id)

    def subscribe(self, site_id: int) -> AsyncGenerator[Snapshot]:
        return self._window.subscribe(site_id)

    def close(self) -> None:
        self._outbox.close()
        self._stopped.set()
        for worker in self._workers:
            worker.join()
        for client in self._clients:
            client.close()
