"""Connections to a server on which an answer counts only when it is whole."""

from typing import Any

from clickhouse_connect.driver.httputil import get_pool_manager_options
from urllib3 import BaseHTTPResponse, PoolManager
from urllib3.exceptions import ProtocolError

_LENGTH = {"content-length", "transfer-encoding"}


class WholeAnswers(PoolManager):
    """For clickhouse-connect, to which an answer that was cut within its head is one without rows.

    They go straight to the server: the proxies of the environment are for the web.
    """

    def __init__(self) -> None:
        super().__init__(**get_pool_manager_options())

    def urlopen(self, method: str, url: str, redirect: bool = True, **how: Any) -> BaseHTTPResponse:  # type: ignore[override]  # urllib3's own names more
        """Raises ProtocolError for an answer that does not say how long it is, as every whole one does."""
        answer = super().urlopen(method, url, redirect, **how)
        if not _LENGTH & {name.lower() for name in answer.headers}:
            answer.close()
            raise ProtocolError("the answer ended within its head")
        return answer
