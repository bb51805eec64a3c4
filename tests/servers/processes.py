"""Servers of the tests as processes: on free ports, and gone when the process that started them is, however it ends."""

import os
import shutil
import signal
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


class Hurtable:
    """A server that can be killed, and paused: then it takes connections and answers nothing."""

    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def is_up(self) -> bool:
        return self._process is not None

    def kill(self) -> None:
        """SIGKILL; nothing where it does not run."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def pause(self) -> None:
        """Returns when all its threads stand still."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, self._process.pid, os.WSTOPPED | os.WNOWAIT)

    def resume(self) -> None:
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGCONT)
