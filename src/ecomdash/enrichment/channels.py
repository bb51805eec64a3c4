"""The channel of a visit: the site's own rules, then the GA4 default grouping of data/channels.toml."""

import re
from collections.abc import Mapping, Sequence

from ecomdash.enrichment.vendored import data

Condition = tuple[tuple[str, re.Pattern[str]], ...]

_file = data("channels.toml")
_DEFAULT: str = _file["default"]
_RULES: list[tuple[str, list[Condition]]] = [
    (
        rule["channel"],
        [tuple((f, re.compile(p, re.IGNORECASE)) for f, p in condition.items()) for condition in rule["when"]],
    )
    for rule in _file["rule"]
]


def default_channel(kind: str, source: str, medium: str, campaign: str) -> str:
    """The GA4 default channel; `source` is 'direct' when there is none."""
    values = {"kind": kind, "source": source, "medium": medium, "campaign": campaign}
    for channel, conditions in _RULES:
        if any(all(pattern.fullmatch(values[field]) for field, pattern in c) for c in conditions):
            return channel
    return _DEFAULT


OwnRules = Sequence[tuple[str, re.Pattern[str], str]]


def own_rules(rules: Sequence[tuple[str, str, str]]) -> OwnRules:
    """A site's (field, regular expression, channel) made ready; one that is no expression is left out."""
    ready = []
    for field, expression, channel in rules:
        try:
            ready.append((field, re.compile(expression, re.IGNORECASE), channel))
        except re.error:
            continue
    return ready


def own_channel(rules: OwnRules, values: Mapping[str, str]) -> str:
    """The channel of the first rule whose expression is found in its field; '' when none is."""
    for field, pattern, channel in rules:
        if field in values and pattern.search(values[field]):
            return channel
    return ""
