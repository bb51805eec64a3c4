"""The pages of metrics and dimensions, from the catalog."""

from collections import defaultdict
from collections.abc import Iterable

from ecomdash.events.limits import PROPERTY_KEY_CHARS
from ecomdash.query.catalog import MetricEntry, catalog
from ecomdash.query.dimensions import DIMENSIONS, PROPERTY, dimension
from ecomdash.query.metrics import METRICS
from reference.markdown import code, codes, link, page, section, table

_BETTER = {True: "higher", False: "lower", None: ""}


def metrics() -> str:
    """Every metric, and what each can be broken down by."""
    entries = catalog().metrics
    rows = [
        (code(each.name), each.label, each.unit, each.description, _BETTER[each.higher_is_better]) for each in entries
    ]
    nothing = [each.name for each in entries if METRICS[each.name].empty is None]
    return page(
        "Metrics",
        "What a query, the summary and the dashboard can be asked for. The same list, for programs, is at "
        f"{code('GET /api/v1/catalog')}. What they can be broken down and filtered by: "
        f"{link('dimensions', 'dimensions.md')}.",
        table(("Name", "Label", "Unit", "What it is", "Better"), rows),
        f"Without any rows, {codes(nothing)} have no value ({code('null')}); all others are 0.",
        section("Breakdowns", "Every metric can be filtered by every dimension that is no time.", _breakdowns(entries)),
    )


def _breakdowns(entries: list[MetricEntry]) -> str:
    """A row per set of metrics that can be broken down alike, a column per group of dimensions."""
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for each in entries:
        alike[tuple(each.dimensions)].append(each.name)
    groups = _groups()
    rows = [[codes(names), *(_part(members, having) for members in groups.values())] for having, names in alike.items()]
    return table(["Metrics", *(group.capitalize() for group in groups)], rows)


def _part(members: list[str], having: Iterable[str]) -> str:
    there = [name for name in members if name in having]
    return "all" if there == members else codes(there) or "–"


def _groups() -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for each in catalog().dimensions:
        groups[each.group].append(each.name)
    return groups


def dimensions() -> str:
    """Every dimension, by group."""
    own = dimension(f"{PROPERTY}plan")
    return page(
        "Dimensions",
        "What results can be broken down and filtered by. Which metrics go with which: "
        f"{link('metrics', 'metrics.md#breakdowns')}.",
        *(section(group.capitalize(), _table(names)) for group, names in _groups().items()),
        section(
            own.group.capitalize(),
            table(("Name", "What it is"), [(code(f"{PROPERTY}<key>"), own.description)]),
            f"A key has at most {PROPERTY_KEY_CHARS} characters.",
        ),
    )


def _table(names: list[str]) -> str:
    rows = []
    for name in names:
        each = DIMENSIONS[name]
        left_out = "left out" if each.optional else ""
        rows.append((code(name), each.label, each.description, codes(each.values), left_out))
    return table(("Name", "Label", "What it is", "Values", "Rows without a value"), rows)
