"""Gathers the rows of an order file by invoice, keeping in memory only invoices whose rows are still to come."""

import csv
import io
import itertools
from collections.abc import Generator, Iterator
from hashlib import file_digest
from pathlib import Path

from msgspec import Struct

from ecomdash.jobs.importing import ImportRefused, Progress, reading
from ecomdash.jobs.importing_lines import Line, Rows, Totals, UnreadableRow, columns_at
from ecomdash.jobs.importing_mapping import Mapping

_TICK = 4_096  # rows between two reports of progress

Row = tuple[int, list[str]]
"""The line number in the file at which the row ends, and its cells."""


class Fault(Struct, frozen=True):
    """A row that cannot be read: its line number in the file, and why."""

    line: int
    reason: str


class Invoice(Struct):
    """The rows of one order id in file order: the readable ones as lines, the others as faults."""

    order: str
    lines: list[Line]
    faults: list[Fault]
    totals: Totals = Totals()

    @property
    def rows(self) -> int:
        return len(self.lines) + len(self.faults)


class Survey(Struct, frozen=True):
    """What a first look tells: a digest of the file as it lies, its header, the number of its rows, and the last line
    number of each invoice whose rows do not lie together."""

    digest: str
    header: list[str]
    rows: int
    scattered: dict[str, int]


def table(path: Path, mapping: Mapping, progress: Progress) -> Generator[Row]:
    """Every row that is not blank, the header first; a row the CSV reader refuses is one empty cell."""
    with reading(path) as source:
        text = io.TextIOWrapper(source.stream, mapping.encoding, errors="replace", newline="")
        reader = csv.reader(text, delimiter=mapping.delimiter)
        for count in itertools.count():
            try:
                row = next(reader)
            except StopIteration:
                break
            except csv.Error:
                row = [""]
            if row:
                yield reader.line_num, row
            if count % _TICK == 0:
                progress(source.done, source.size)
        progress(source.done, source.size)


def survey(path: Path, mapping: Mapping) -> Survey:
    """Read the file once, to the end: whether it can be imported, and which invoices are scattered.

    Raises ImportRefused.
    """
    with reading(path) as source:
        digest = file_digest(source.stream, "sha256").hexdigest()
    rows = table(path, mapping, lambda done, size: None)
    try:
        header = next(rows)[1]
    except StopIteration:
        raise ImportRefused(f"{path} is empty") from None
    at = columns_at(header, mapping)["order"]
    seen: set[str] = set()
    scattered: dict[str, int] = {}
    current, count = "", 0
    for line, row in rows:
        count += 1
        name = row[at].strip() if at < len(row) else ""
        if name != current:
            if name in seen:
                scattered[name] = line
            seen.add(name)
            current = name
        elif name in scattered:
            scattered[name] = line
    return Survey(digest=digest, header=header, rows=count, scattered=scattered)


def invoices(path: Path, rows: Rows, scattered: dict[str, int], progress: Progress) -> Iterator[Invoice]:
    """Each invoice once, when its last row was read; rows without an order id are one invoice named ''.

    The sequence is the same in every run over the same file, so that its length so far is a position.
    """
    stream = table(path, rows.mapping, progress)
    next(stream)  # the header
    waiting: dict[str, Invoice] = {}
    current: Invoice | None = None
    for number, row in stream:
        order = rows.order(row)
        if current is None or order != current.order:
            if current is not None and current.order not in scattered:
                yield current
            current = waiting.get(order) or Invoice(order, [], [])
            if order in scattered:
                waiting[order] = current
        _add(current, number, row, rows)
        if scattered.get(order) == number:
            yield waiting.pop(order)
            current = None
    if current is not None:
        yield current


def _add(invoice: Invoice, number: int, row: list[str], rows: Rows) -> None:
    first = invoice.lines[0] if invoice.lines else None
    try:
        line = rows.line(row, invoice.order, first)
        if first is None:
            invoice.totals = rows.totals(row)
    except UnreadableRow as reason:
        invoice.faults.append(Fault(number, str(reason)))
    else:
        invoice.lines.append(line)
