"""A server that speaks S3, in a process of its own: one for each process that tests, an empty bucket for each test."""

import atexit
import itertools
import sys
import tempfile
import time
import urllib.error
import urllib.request
from functools import cache
from pathlib import Path

from tests.servers.processes import Hurtable, free_port, start

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "AKIATESTTESTTESTTEST", "AWS_SECRET_ACCESS_KEY": "only/for+the=tests"}
_numbers = itertools.count(1)


class S3Server(Hurtable):
    """Moto's server on a free port; it keeps objects in memory and asks for no real credentials."""

    def __init__(self) -> None:
        self.port = free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        output = Path(tempfile.mkstemp(prefix="ecomdash-s3-", suffix=".log")[1])
        command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        self._process = start(command, output)
        for _ in range(600):
            try:
                urllib.request.urlopen(self.endpoint, timeout=5).close()
            except urllib.error.HTTPError:
                break
            except OSError:
                if self._process.poll() is not None:
                    raise RuntimeError(
                        f"no S3 server (moto[server] is of the dev extra): {output.read_text()}"
                    ) from None
                time.sleep(0.05)
            else:
                break
        output.unlink()

    def new_bucket(self, name: str = "") -> str:
        """The name of a bucket that was just made."""
        name = name or f"bucket-{next(_numbers)}"
        urllib.request.urlopen(urllib.request.Request(f"{self.endpoint}/{name}", method="PUT"), timeout=30).close()
        return name

    def url(self, bucket: str, prefix: str = "") -> str:
        """What ECOMDASH_BLOBS is for it."""
        return f"s3://{bucket}/{prefix}?endpoint={self.endpoint}&region=eu-west-1"


@cache
def shared_server() -> S3Server:
    """This process' server, started at first use and ended with it."""
    server = S3Server()
    server.start()
    atexit.register(server.kill)
    return server
