"""Draws the visitors of the demo shop: a person is a pure function of a number, so that history can be made again."""

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Protocol, TypeVar

import msgspec
from msgspec import Struct

_FILE = Path(__file__).with_name("people.toml")


class _Weighted(Protocol):
    @property
    def weight(self) -> int: ...


W = TypeVar("W", bound=_Weighted)


class Country(Struct, frozen=True):
    """Where people live; `code` is ISO 3166-1 alpha-2."""

    code: str
    weight: int
    language: str
    timezone: str


class Agent(Struct, frozen=True, kw_only=True):
    """A browser on a kind of device; `speed` multiplies loading times, `buying` the odds of an order."""

    weight: int
    device: str
    agent: str
    viewports: tuple[str, ...]
    speed: float
    buying: float


class Source(Struct, frozen=True, kw_only=True):
    """What leads people to the shop. `lands` weighs the first page: home, category, product, guide."""

    weight: int
    name: str
    lands: tuple[int, int, int, int]
    buying: float
    referrer: str = ""
    query: str = ""
    campaigns: tuple[str, ...] = ()
    mobile: bool = False
    app: str = ""  # what the app's own browser adds to the agent


class Bot(Struct, frozen=True):
    """A program that reads shops."""

    weight: int
    agent: str


class _File(Struct, frozen=True):
    countries: dict[str, tuple[int, str, str]]
    agents: tuple[Agent, ...]
    sources: tuple[Source, ...]
    bots: tuple[Bot, ...]


@cache
def _file() -> _File:
    return msgspec.convert(tomllib.loads(_FILE.read_text("utf-8")), _File)


@cache
def countries() -> tuple[Country, ...]:
    """Every country people come from."""
    return tuple(Country(code, *row) for code, row in _file().countries.items())


def sources() -> tuple[Source, ...]:
    """Every source."""
    return _file().sources


def source(name: str) -> Source:
    """The source of that name; raises StopIteration for an unknown one."""
    return next(one for one in sources() if one.name == name)


def bot(rng: Random) -> Bot:
    """A bot by weight."""
    return pick(rng, _file().bots)


def pick(rng: Random, among: Sequence[W]) -> W:
    """One of them, by weight."""
    return rng.choices(among, [one.weight for one in among])[0]


class Person(Struct, frozen=True, kw_only=True):
    """One visitor with one browser."""

    number: int
    country: Country
    agent: Agent
    viewport: tuple[int, int]
    consent: bool
    favourite: Source

    @property
    def address(self) -> str:
        """A private address (RFC 4193) that nobody is reached at; the country comes from the time zone."""
        return f"fdec::{self.number >> 16:x}:{self.number & 0xFFFF:x}"

    @property
    def visitor_id(self) -> str:
        """The id that lies in this person's browser; empty without consent."""
        return f"demo-visitor-{self.number}" if self.consent else ""

    @property
    def customer_id(self) -> str:
        """The shop's id of this person."""
        return f"demo-customer-{self.number}"


def person(seed: str, number: int) -> Person:
    """The person of that number; always the same one for the same seed."""
    rng = Random(f"{seed}/person/{number}")  # noqa: S311 - made-up people, not secrets
    favourite = pick(rng, sources())
    agents = _file().agents
    if favourite.mobile and rng.random() < 0.8:
        agents = tuple(agent for agent in agents if agent.device == "mobile")
    agent = pick(rng, agents)
    width, height = rng.choice(agent.viewports).split("x")
    return Person(
        number=number,
        country=pick(rng, countries()),
        agent=agent,
        viewport=(int(width), int(height)),
        consent=rng.random() < 0.58,
        favourite=favourite,
    )
