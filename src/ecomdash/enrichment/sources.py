"""Which hosts, apps and utm_source values are known sources, by name and kind; and which hosts never are a source."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct
from publicsuffixlist import PublicSuffixList

from ecomdash.enrichment.vendored import data

KINDS = ("search", "social", "video", "shopping", "ai", "email")

_suffixes = PublicSuffixList()


class Known(Struct, frozen=True):
    """A known source; `kind` is one of KINDS."""

    name: str
    kind: str


def _entries() -> Iterator[tuple[str, Known, bool]]:
    """(address, source, whether hosts below it count too); later ones win."""
    vendored, own = data("known_hosts.json"), data("sources.toml")
    spelling = {name.lower(): name for kind in KINDS for name in own[kind]}
    for kind, names in vendored.items():
        for name, addresses in names.items():
            known = Known(spelling.get(name.lower(), name), kind)
            yield from ((address, known, kind != "search") for address in addresses)
    for kind in KINDS:
        for name, addresses in own[kind].items():
            yield from ((address, Known(name, kind), True) for address in addresses)


def _tables() -> tuple[dict[str, Known], dict[str, Known], dict[str, list[tuple[str, Known]]]]:
    exact: dict[str, Known] = {}
    below: dict[str, Known] = {}
    paths: dict[str, list[tuple[str, Known]]] = {}
    for address, known, with_below in _entries():
        host, slash, path = address.partition("/")
        if slash:
            paths.setdefault(host, []).append(("/" + path, known))
        else:
            exact[host] = known
            if with_below:
                below[host] = known
    for host in data("sources.toml")["referral"]["hosts"]:
        exact.pop(host, None)
        below.pop(host, None)
    return exact, below, paths


_exact, _below, _paths = _tables()
_never = data("not_sources.toml")
_NEVER = frozenset(_never["payment"] + _never["sign_in"])


def _names() -> dict[str, Known]:
    by_name: dict[str, Known] = {}
    for table in (_exact, _below):
        by_name.update({known.name.lower(): known for known in table.values()})
    by_name.update({alias: by_name[name.lower()] for alias, name in data("sources.toml")["names"].items()})
    return by_name


_by_name = _names()


def parents(host: str) -> Iterator[str]:
    """The host, then what it lies below: a.b.c, b.c, c."""
    while host:
        yield host
        host = host.partition(".")[2]


def _spellings(host: str) -> Iterator[str]:
    """The host and its parents, each also with {} for its public suffix."""
    suffix = _suffixes.publicsuffix(host) or ""
    for name in parents(host):
        yield name
        if suffix and name.endswith("." + suffix):
            yield name.removesuffix(suffix) + "{}"


@lru_cache(maxsize=8_192)
def known_host(host: str, path: str = "") -> Known | None:
    """The known source at a host (or Android package) without 'www.'; the longest entry wins. None when unknown."""
    for index, name in enumerate(_spellings(host)):
        for prefix, known in _paths.get(name, ()):
            if path.startswith(prefix) and name.count(".") >= 1:
                return known
        found = _below.get(name) or (_exact.get(name) if index < 2 else None)
        if found:
            return found
    return None


@lru_cache(maxsize=8_192)
def known_name(value: str) -> Known | None:
    """The known source that a utm_source value names, as a name, an alias or a host; None when unknown."""
    text = value.strip().lower()
    return _by_name.get(text) or (known_host(text.removeprefix("www.")) if "." in text else None)


@lru_cache(maxsize=8_192)
def registrable(host: str) -> str:
    """The domain its owner registered ('shop.example.co.uk' -> 'example.co.uk'); the host itself when there is none."""
    return str(_suffixes.privatesuffix(host) or host)


def is_within(host: str, domains: Iterable[str]) -> bool:
    """Whether the host is one of the domains or below one; `domains` is best a set."""
    return any(name in domains for name in parents(host))


@lru_cache(maxsize=8_192)
def is_detour(host: str) -> bool:
    """Whether shoppers pass through the host in the middle of a purchase: payment providers and sign-in pages."""
    return is_within(host, _NEVER)
