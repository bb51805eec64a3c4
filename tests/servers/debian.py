"""Debian's packages for the tests: a missing program is installed, or the test fails and says what to install."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path


def installed(program: str, package: str, *folders: str) -> str:
    """The path of the program, also sought in `folders`; at first use its package is installed where that is possible.

    Raises RuntimeError with a sentence for the operator.
    """
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", *folders])

    def find() -> Path | None:
        found = shutil.which(program, path=path)
        return None if found is None else Path(found)

    return str(found_or_installed(find, program, package))


def found_or_installed(find: Callable[[], Path | None], what: str, package: str) -> Path:
    """What `find` gives, be it after the package was installed. Raises RuntimeError."""
    if found := find():
        return found
    with (Path(tempfile.gettempdir()) / "ecomdash-tests-apt.lock").open("w") as lock:  # one worker installs
        fcntl.flock(lock, fcntl.LOCK_EX)
        prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
        if not find() and shutil.which("apt-get") and (not prefix or shutil.which("sudo")):
            for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", package]):
                environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
                subprocess.run([*prefix, *environment, *command], stdout=subprocess.DEVNULL, check=False)
    if found := find():
        return found
    raise RuntimeError(f"these tests need {what}, which could not be installed: apt-get install {package}")
