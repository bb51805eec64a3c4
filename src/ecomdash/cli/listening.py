"""The socket to listen on, taken before anything slow is opened."""

import errno
import socket
from pathlib import Path

from ecomdash.cli.invocation import again


class PortTaken(Exception):  # noqa: N818 - names the state
    """The address cannot be listened on; the message says why."""


def listen(host: str, port: int, command: str = "serve --port", *, shared: bool = False) -> socket.socket:
    """A listening TCP socket; `shared` lets other processes of this user listen on the same port.

    `command` is what was typed in front of the port. Raises PortTaken.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror:
        raise PortTaken(f"there is no address {host!r} to listen on") from None
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(address)
        listener.listen(2048)
        listener.setblocking(False)
    except OSError as error:
        listener.close()
        raise PortTaken(_reason(error, host, port, command)) from None
    return listener


def listen_inside(path: Path) -> socket.socket:
    """A listening Unix socket, for other processes of this installation."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    listener.listen(2048)
    listener.setblocking(False)
    return listener


def another_port(port: int) -> int:
    """The next one, to be named as an example; it may be in use, too."""
    return port + 1 if port < 65_535 else port - 1


def _reason(error: OSError, host: str, port: int, command: str) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            other = again(str(another_port(port)), command=command)
            return f"port {port} is in use; choose another, for example: {other}"
        case errno.EACCES:
            other = again("8000", command=command)
            return f"port {port} is not allowed for this user; choose one above 1023, for example: {other}"
        case errno.EADDRNOTAVAIL:
            return f"{host} is no address of this machine"
        case _:
            return f"cannot listen on {host}:{port}: {error.strerror}"
