"""An access log as records for enrichment: pages become accepted hits, everything else a count with its reason."""

import hashlib
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from uuid import UUID

from msgspec import Struct

from ecomdash.clock import US_PER_MINUTE
from ecomdash.collector.decide import Decider
from ecomdash.collector.request import Request as Arrival
from ecomdash.events import limits
from ecomdash.events.outcome import DropReason
from ecomdash.events.page import Pageview
from ecomdash.events.record import Refused, encode
from ecomdash.events.site import Site
from ecomdash.jobs.importing import digest
from ecomdash.jobs.importing_access_lines import Kind, Request, classify, parse
from ecomdash.privacy.addresses import canonical

_REASONS: dict[Kind | None, DropReason] = {
    Kind.NOT_A_PAGE: DropReason.NOT_A_PAGE,
    Kind.NOT_SUCCESSFUL: DropReason.NOT_SUCCESSFUL,
}
_REMEMBERED_MINUTES = 180  # within which equal lines are told apart by their number
_US_PER_MS = 1_000


class Occurrences:
    """Numbers equal lines of the same minute, so that each has an id of its own, the same in every run."""

    def __init__(self) -> None:
        self._minutes: dict[int, Counter[str]] = {}

    def number(self, at: int, text: str) -> int:
        """How many such lines came before; `at` is the line's time in microseconds UTC."""
        minute = at // US_PER_MINUTE
        if minute not in self._minutes:
            self._minutes[minute] = Counter()
            for old in [known for known in self._minutes if known < minute - _REMEMBERED_MINUTES]:
                del self._minutes[old]
        before = self._minutes[minute][text]
        self._minutes[minute][text] = before + 1
        return before


class Part(Struct, frozen=True):
    """Records of some lines that follow one another; `line` and `digest` are of everything up to the last of them."""

    payloads: list[bytes]
    line: int
    digest: int


class AccessLogSource:
    """Reads `lines` once, forwards. A caller's address goes into the visitor id and the country, and no further."""

    def __init__(self, lines: Iterable[str], site: Site, host: str, decider: Decider) -> None:
        self.lines = 0
        self._source = iter(lines)
        self._site = site
        self._host = host
        self._decider = decider
        self._occurrences = Occurrences()
        self._content = hashlib.blake2b(digest_size=8)
        self._last_at = 0

    def skip(self, lines: int) -> int:
        """Pass over lines that were imported before; the digest of everything up to there, or of all there is."""
        for line in itertools.islice(self._source, lines):
            self._pass(line, parse(line))
        return self._digest()

    def parts(self, lines: int) -> Iterator[Part]:
        """The rest of the file, about `lines` lines at a time."""
        while together := list(itertools.islice(self._source, lines)):
            payloads: list[bytes] = []
            left_out: Counter[tuple[int, DropReason]] = Counter()
            for line in together:
                request = parse(line)
                kind = None if request is None else classify(request)
                number = self._pass(line, request)
                if request is not None and kind is Kind.PAGE:
                    payloads += self._page(request, number, line)
                else:
                    minute = self._last_at // US_PER_MINUTE * US_PER_MINUTE
                    left_out[minute, _REASONS.get(kind, DropReason.UNREADABLE)] += 1
            payloads += [
                encode(Refused(self._site.id, minute, reason, count)) for (minute, reason), count in left_out.items()
            ]
            yield Part(payloads, self.lines, self._digest())

    def _pass(self, line: str, request: Request | None) -> int:
        """Go past a line; the number of lines like it before."""
        self.lines += 1
        text = _without_address(line)
        self._content.update(text.encode(errors="replace") + b"\n")
        if request is None:
            return 0
        self._last_at = request.at
        return self._occurrences.number(request.at, text)

    def _digest(self) -> int:
        return int.from_bytes(self._content.digest(), "big") >> 1  # 63 bits: the ledger's positions are signed

    def _page(self, request: Request, number: int, line: str) -> list[bytes]:
        host = request.host or self._host
        hit = Pageview(
            event_id=str(UUID(hex=digest("access-log", str(self._site.id), _without_address(line), str(number)))),
            occurred_at=request.at // _US_PER_MS,
            url=f"https://{host}{request.target}"[: limits.URL_CHARS],
            referrer=request.referrer[: limits.URL_CHARS] or None,
        )
        arrival = Arrival(
            address=canonical(request.ip),
            user_agent=request.agent[: limits.AGENT_CHARS],
            received_at=request.at,
            trusted=True,
            origin="import",
        )
        return [encode(taken.record) for taken in self._decider.hits(self._site, [hit], arrival).taken]


def _without_address(line: str) -> str:
    """The line from its time on: what stands before is the caller's address and name."""
    return line[line.find("[") + 1 :] if "[" in line else ""


def fingerprint(line: str) -> str:
    """Tells one log from another by its first line, without the address in it."""
    return digest(_without_address(line))
