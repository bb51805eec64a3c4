"""Reads one line of a web server's access log, and decides whether it was a page that was shown. Pure."""

import codecs
import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from functools import cache, lru_cache
from urllib.parse import urlsplit

from msgspec import Struct

from ecomdash.clock import US_PER_SECOND
from ecomdash.jobs.importing_mapping import FOLDER

_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_LINE = re.compile(
    r"(?:(?P<vhost>[\w.-]+(?::\d+)?) )?(?P<ip>[0-9a-fA-F:.]+) \S+ .*?\[(?P<time>[^\]]+)\] "
    rf"{_QUOTED} (?P<status>\d{{3}}) (?:\d+|-)"
    rf"(?: {_QUOTED} {_QUOTED}(?: .*)?|[^\"]*)$"
)  # combined or common, with or without the virtual host in front and further fields behind
_TIME = re.compile(r"(\d{1,2})/(\w{3})/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)")
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}


class Request(Struct, frozen=True):
    """One request; `at` is microseconds UTC. Holds the address of the caller: never stored, never logged."""

    ip: str
    at: int
    method: str
    target: str
    status: int
    referrer: str
    agent: str
    host: str  # of the virtual host or an absolute target; '' when the line does not say


class Kind(Enum):
    """What a request was."""

    PAGE = "page"
    NOT_A_PAGE = "not a page"
    NOT_SUCCESSFUL = "not successful"


def parse(line: str) -> Request | None:
    """The request that a line of the combined or common log format tells of; None when it is no such line."""
    match = _LINE.match(line)
    if match is None:
        return None
    at = _time(match["time"])
    if at is None:
        return None
    method, _, rest = match[4].partition(" ")
    target = rest.rsplit(" ", 1)[0] if rest.rpartition(" ")[2].startswith("HTTP/") else rest
    host = (match["vhost"] or "").partition(":")[0]
    if target.startswith(("http://", "https://")):
        try:
            absolute = urlsplit(target)
        except ValueError:
            return None
        host, target = absolute.netloc, absolute._replace(scheme="", netloc="").geturl() or "/"
    referrer, agent = (_plain(text or "") for text in (match[6], match[7]))
    return Request(match["ip"], at, method, target, int(match["status"]), referrer, agent, host.lower())


@lru_cache(4_096)
def _time(text: str) -> int | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    day, month, year, hour, minute, second, sign, zone_hours, zone_minutes = match.groups()
    offset = timedelta(hours=int(zone_hours), minutes=int(zone_minutes)) * (-1 if sign == "-" else 1)
    try:
        moment = datetime(
            int(year), _MONTHS[month], int(day), int(hour), int(minute), min(int(second), 59), tzinfo=timezone(offset)
        )
    except (KeyError, ValueError):
        return None
    return int(moment.astimezone(UTC).timestamp()) * US_PER_SECOND


def _plain(text: str) -> str:
    """Without the escapes that servers write for quotes and bytes; '-' is their word for nothing."""
    if text == "-":
        return ""
    if "\\" not in text:
        return text
    try:
        raw = codecs.escape_decode(text.encode())[0]
    except ValueError:
        return text
    return str(raw, "utf-8", "replace")


class _NotPages(Struct, frozen=True, forbid_unknown_fields=True):
    endings: frozenset[str]
    paths: frozenset[str]
    feeds: frozenset[str]
    feed_queries: frozenset[str]


@cache
def _not_pages() -> _NotPages:
    lists = tomllib.loads((FOLDER / "not_pages.toml").read_text("utf-8"))
    return _NotPages(**{name: frozenset(values) for name, values in lists.items()})


def classify(request: Request) -> Kind:
    """A page is what a GET of a page's address showed: status 2xx, or 304 because the browser had it already."""
    if request.method != "GET" or not _is_page(request.target):
        return Kind.NOT_A_PAGE
    return Kind.PAGE if 200 <= request.status < 300 or request.status == 304 else Kind.NOT_SUCCESSFUL


@lru_cache(16_384)
def _is_page(target: str) -> bool:
    known = _not_pages()
    path, _, query = target.lower().partition("?")
    if not path.startswith("/"):
        return False
    last = path.rstrip("/").rpartition("/")[2]
    _, dot, ending = last.rpartition(".")
    return not (
        (dot and ending in known.endings)
        or last in known.feeds
        or path in known.paths
        or any(path.startswith(folder) for folder in known.paths if folder.endswith("/"))
        or any(parameter in known.feed_queries for parameter in query.split("&"))
    )


def own_host(requests: Iterable[Request]) -> str:
    """The host the log is of: pages of one's own are what asks for images, styles and scripts. '' when none did."""
    asked = Counter(
        referring_host(request.referrer) for request in requests if not _is_page(request.target) and request.referrer
    )
    asked.pop("", None)
    return asked.most_common(1)[0][0] if asked else ""


def referring_host(referrer: str) -> str:
    """Host of a referrer in lower case, without port; '' when it has none."""
    try:
        return urlsplit(referrer).hostname or ""
    except ValueError:
        return ""
