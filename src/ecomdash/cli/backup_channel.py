"""How `ecomdash backup` asks the server of a data folder to hold still: a Unix socket only the folder's owner may use.

The server answers with the places of its parts and lets its event store rest until the other side has said that it is
done, has gone, or has taken HOLD_SECONDS; events are accepted meanwhile and wait in the log.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec
import structlog

from ecomdash.cli.folder import DataFolder, InUse
from ecomdash.jobs.backup_places import NoFiles, Places, places
from ecomdash.settings import Settings
from ecomdash.store.protocol import InFiles, Store, StoreUnavailable

HOLD_SECONDS: Final = 600.0
_NAME: Final = "backup.socket"
_LONGEST: Final = 100  # bytes of a Unix socket's address; some systems take no more than 104
_BYE: Final = b"done\n"
_ANSWER_SECONDS: Final = 60.0

_logger = structlog.get_logger(__name__)


class NotHeld(Exception):  # noqa: N818 - names what happened
    """The server did not hold still until the end; the message says why."""


@asynccontextmanager
async def offered(settings: Settings, store: Store) -> AsyncIterator[None]:
    """Let others ask for it while inside; a store that is no file of this machine offers nothing."""
    try:
        parts = places(settings)
    except NoFiles:
        parts = None
    if parts is None or not isinstance(store, InFiles):
        yield
        return
    one_at_a_time, asking = asyncio.Lock(), set[asyncio.StreamWriter]()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asking.add(writer)
        with suppress(ConnectionError):
            async with one_at_a_time:
                await _hold(parts, store, reader, writer)
        asking.discard(writer)
        writer.close()

    server = await asyncio.start_unix_server(answer, sock=_listener(settings.data))
    try:
        yield
    finally:
        server.close()
        for writer in asking:  # a server that ends waits for no backup, whose maker is told so by this
            writer.close()
        (settings.data / _NAME).unlink(missing_ok=True)


def _listener(data: Path) -> socket.socket:
    with _address(data) as address:
        Path(address).unlink(missing_ok=True)  # a killed server's
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        os.fchmod(listener.fileno(), 0o600)  # Linux makes the file with this mode, so that it never had another
        listener.bind(address)
        Path(address).chmod(0o600)
    listener.listen()
    listener.setblocking(False)
    return listener


async def _hold(parts: Places, store: InFiles, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        async with store.resting():
            writer.write(msgspec.json.encode(parts) + b"\n")
            with suppress(TimeoutError):
                if await asyncio.wait_for(reader.readline(), HOLD_SECONDS) == _BYE:
                    writer.write(_BYE)
        _logger.info("held still for a backup")
    except StoreUnavailable as error:
        writer.write(str(error).replace("\n", " ").encode() + b"\n")


@contextmanager
def held(data: Path) -> Iterator[Places]:
    """Inside, the server of that data folder holds still. Raises NotHeld, also at the end if it did not."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(_ANSWER_SECONDS)
    with connection, connection.makefile("rb") as answers:
        try:
            with _address(data) as address:
                connection.connect(address)
            line = answers.readline()
        except (FileNotFoundError, ConnectionRefusedError):
            raise NotHeld(_not_listening(data)) from None
        except OSError as error:
            raise NotHeld(f"the server that works on {data} cannot be asked to hold still: {error}") from error
        try:
            parts = msgspec.json.decode(line, type=Places)
        except msgspec.DecodeError:
            said = line.decode(errors="replace").strip() or "it went away"
            raise NotHeld(f"the server that works on {data} cannot hold still: {said}") from None
        yield parts
        try:
            connection.sendall(_BYE)
            still = answers.readline() == _BYE
        except OSError:
            still = False
        if not still:
            raise NotHeld("the server did not hold still until the end; make the backup again, onto a faster disk")


def _not_listening(data: Path) -> str:
    try:
        DataFolder(data).release()
    except InUse as error:
        return (
            f"{error} and cannot be asked to hold still: it starts or stops, which takes up to a minute, or it is no "
            "server; run this again when it has done so"
        )
    return f"the EcomDash that worked on {data} has just ended; run this again"


@contextmanager
def _address(data: Path) -> Iterator[str]:
    """The socket's address; of a folder with a long name by a short one, for as long as this is open."""
    path = data.absolute() / _NAME
    if len(os.fsencode(path)) <= _LONGEST:
        yield str(path)
        return
    descriptor = os.open(data, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}/{_NAME}"
    finally:
        os.close(descriptor)
