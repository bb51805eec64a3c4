"""Imports a web server's access log through the loader's own enrichment: each line once, with one counted outcome."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice

from msgspec import Struct, field

from ecomdash.clock import Clock
from ecomdash.collector.decide import Decider
from ecomdash.collector.eventids import new_event_id
from ecomdash.events.batch import Columns
from ecomdash.events.outcome import Outcome
from ecomdash.events.site import Site
from ecomdash.jobs import loading_recovery
from ecomdash.jobs.importing import OVERTAKEN, ImportRefused, Progress, Reading
from ecomdash.jobs.importing_access_lines import own_host, parse
from ecomdash.jobs.importing_access_source import AccessLogSource, fingerprint
from ecomdash.jobs.loading_batch import Batches
from ecomdash.jobs.loading_lookups import positions
from ecomdash.log.protocol import Record
from ecomdash.privacy.anonymiser import Anonymiser
from ecomdash.store.protocol import Overtaken, Store

BATCH_LINES = 20_000
_LONGEST_LINE = 65_536  # bytes; what is longer is no line of a log, and is read in pieces
_LOOK_AHEAD = 20_000  # lines from which the log's own host is told
_LINE, _DIGEST = 0, 1  # partitions of the ledger: lines done, and the digest of what they say


class AccessLogReport(Struct):
    """Where every line of the log went: `lines` is pageviews + `dropped` (by reason, bots among them) + `earlier`.

    `earlier` lines were imported by an earlier run over the same file.
    """

    lines: int = 0
    earlier: int = 0
    pageviews: int = 0
    dropped: dict[str, int] = field(default_factory=dict)


class AccessLog:
    """An opened log: its lines, with the first ones looked at before they are read."""

    def __init__(self, source: Reading) -> None:
        self.source = source
        raw = iter(lambda: source.stream.readline(_LONGEST_LINE), b"")
        decoded = (line.decode("utf-8", "replace").rstrip("\r\n") for line in raw)
        self._head = list(islice(decoded, _LOOK_AHEAD))
        self.lines: Iterator[str] = chain(self._head, decoded)

    @property
    def first(self) -> str:
        """The first line, '' of an empty file."""
        return self._head[0] if self._head else ""

    def host(self) -> str:
        """The host the log is of, as far as its first lines tell; '' when they do not. Raises ImportRefused."""
        requests = [request for line in self._head if (request := parse(line)) is not None]
        if not requests:
            raise ImportRefused("this is no access log in the combined format: no line of it can be read")
        named = Counter(request.host for request in requests if request.host)
        return named.most_common(1)[0][0] if named else own_host(requests)


async def import_access_log(
    log: AccessLog,
    *,
    site: Site,
    host: str,
    store: Store,
    anonymiser: Anonymiser,
    clock: Clock,
    progress: Progress,
) -> AccessLogReport:
    """Import the log into the site; again, or after a crash, or when the log has grown, it goes on where it stopped.

    `host` is that of lines that name none. A log is known again by its first line, and by a digest of all lines that
    were imported of it. Raises ImportRefused when that differs or another import of it is under way, and
    StoreUnavailable; what was stored stays.
    """
    source = AccessLogSource(log.lines, site, host, Decider(lambda _: None, anonymiser, new_event_id))
    ledger = f"import:access-log:{site.id}:{fingerprint(log.first)}"
    known = await positions(store, ledger)
    earlier = known.get(_LINE, 0)
    if source.skip(earlier) != known.get(_DIGEST) and earlier:
        raise ImportRefused(
            f"this log begins like one of which {earlier:,} lines were imported, but it is not the same any more; "
            "import only what is new of it, as a file of its own"
        )
    batches = Batches(store, lambda _: site, clock)
    batches.seen = await loading_recovery.seen_events(store)
    outcomes: Counter[tuple[str, str]] = Counter()
    for part in source.parts(BATCH_LINES):
        records = [Record(0, part.line, payload) for payload in part.payloads]
        assembled = await batches.assemble(batches.prepare(records))
        done = {_LINE: part.line, _DIGEST: part.digest}
        try:
            await store.append(assembled.batch, ledger, done, known)
        except Overtaken:
            raise ImportRefused(OVERTAKEN) from None
        known = done
        batches.settle(assembled)
        _count(assembled.batch.outcomes, outcomes)
        progress(log.source.done, log.source.size)
    return _report(source.lines, earlier, outcomes)


def _count(columns: Columns, outcomes: Counter[tuple[str, str]]) -> None:
    for outcome, reason, events in zip(columns["outcome"], columns["reason"], columns["events"], strict=True):
        outcomes[outcome, reason] += events


def _report(lines: int, earlier: int, outcomes: Counter[tuple[str, str]]) -> AccessLogReport:
    dropped = {reason: count for (outcome, reason), count in outcomes.items() if outcome != Outcome.STORED}
    return AccessLogReport(lines, earlier, outcomes[Outcome.STORED, ""], dropped)
