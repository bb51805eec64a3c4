"""Servers of the tests as processes: on free ports, and gone when the process that started them is, however it ends."""

import shutil
import socket
import subprocess
from pathlib import Path


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def start(command: list[str], output: Path) -> "subprocess.Popen[bytes]":
    """Start a server, its output going to the file; it is killed when the starting thread ends."""
    if setpriv := shutil.which("setpriv"):  # util-linux; without it a killed test may leave a server behind
        command = [setpriv, "--pdeathsig", "KILL", *command]
    with output.open("ab") as log:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
