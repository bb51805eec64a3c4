"""An access log as a Log that the loader reads: pages become accepted hits, everything else a count with its reason."""

import hashlib
import io
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

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
from ecomdash.log.protocol import Record
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


class AccessLogSource:
    """Reads `lines` once, forwards; a Log of one partition whose positions are line numbers.

    A caller's address goes into the visitor id and the country, and no further. Lines that are no page and follow one
    another are one record, so that at any record's end everything up to there was told.
    """

    def __init__(self, lines: Iterable[str], site: Site, host: str, decider: Decider) -> None:
        self.lines = 0
        self._source = iter(lines)
        self._site = site
        self._host = host
        self._decider = decider
        self._occurrences = Occurrences()
        self._content = hashlib.blake2b(digest_size=8)
        self._digests: dict[int, int] = {}
        self._last_at = 0
        self._records = self._all()

    async def append(self, payload: bytes) -> None:
        """Raises io.UnsupportedOperation: an access log is only read."""
        raise io.UnsupportedOperation("an access log is only read")

    async def read(self, positions: Mapping[int, int], limit: int, wait: float) -> list[Record]:
        """The next records of about `limit` bytes, none at the end; `positions` are where the last call ended."""
        records: list[Record] = []
        size = 0
        while size < limit and (record := next(self._records, None)) is not None:
            records.append(record)
            size += len(record.payload)
        return records

    def commit(self, positions: Mapping[int, int]) -> None:
        """The file stays as it is."""

    async def close(self) -> None:
        """Whoever opened the file closes it."""

    def skip(self, lines: int) -> int:
        """Pass over lines that were imported before; the digest of everything up to there, or of all there is."""
        for line in itertools.islice(self._source, lines):
            self._pass(line, parse(line))
        return self._digest()

    def digest_at(self, line: int) -> int:
        """The digest (63 bits, without addresses) of everything up to a record's end; ask in ascending order."""
        found = self._digests[line]
        self._digests = {end: value for end, value in self._digests.items() if end >= line}
        return found

    def _all(self) -> Iterator[Record]:
        run: tuple[int, DropReason] | None = None  # the minute of the lines left out last, and why they were
        count = 0
        for line in self._source:
            request = parse(line)
            kind = None if request is None else classify(request)
            minute = (self._last_at if request is None else request.at) // US_PER_MINUTE * US_PER_MINUTE
            left_out = None if kind is Kind.PAGE else (minute, _REASONS.get(kind, DropReason.UNREADABLE))
            if run is not None and run != left_out:
                yield self._left_out(*run, count)
                count = 0
            run = left_out
            number = self._pass(line, request)
            if request is not None and run is None:
                yield from self._page(request, number, line)
            else:
                count += 1
        if run is not None:
            yield self._left_out(*run, count)

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
        return int.from_bytes(self._content.digest(), "big") >> 1

    def _record(self, payload: bytes) -> Record:
        self._digests[self.lines] = self._digest()
        return Record(0, self.lines, payload)

    def _left_out(self, minute: int, reason: DropReason, count: int) -> Record:
        return self._record(encode(Refused(self._site.id, minute, reason, count)))

    def _page(self, request: Request, number: int, line: str) -> Iterator[Record]:
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
        for taken in self._decider.hits(self._site, [hit], arrival).taken:
            yield self._record(encode(taken.record))


def _without_address(line: str) -> str:
    """The line from its time on: what stands before is the caller's address and name."""
    return line[line.find("[") + 1 :] if "[" in line else ""


def fingerprint(line: str) -> str:
    """Tells one log from another by its first line, without the address in it."""
    return digest(_without_address(line))
