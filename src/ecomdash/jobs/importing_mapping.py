"""A mapping says how a shop's order file is to be read: its columns, formats and rules, as a small TOML file."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final, Literal, get_args

import msgspec
from msgspec import Struct

from ecomdash.jobs.importing import ImportRefused

FOLDER = Path(__file__).parent / "mappings"
Delimiter = Literal[",", ";", "\t", "|"]
DELIMITERS: tuple[str, ...] = get_args(Delimiter)


class Columns(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which column holds what, by its heading; an absent optional one is empty on every line."""

    order: str
    product: str
    quantity: str
    price: str  # of one unit
    time: str
    name: str | None = None
    variant: str | None = None
    brand: str | None = None
    category: str | None = None
    customer: str | None = None
    country: str | None = None
    currency: str | None = None
    coupon: str | None = None
    discount: str | None = None  # of the whole line
    # Amounts of the whole order, on its first line; a mapped `total` is the revenue instead of the lines' sum.
    total: str | None = None
    tax: str | None = None
    shipping: str | None = None
    order_discount: str | None = None
    refunded: str | None = None  # booked as a refund of this very order


class Rules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How lines are understood.

    `time_format` is for strptime, or `iso`; a time without an offset is in the site's zone. An order id that starts
    with `cancellation_prefix` is a cancellation. `customer_suffix` is cut off customer ids (a spreadsheet's `.0`).
    """

    time_format: str = "iso"
    decimal_comma: bool = False
    cancellation_prefix: str = ""
    customer_suffix: str = ""


class Shop(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The shop a file is of, where it is always the same one: what its site is made with when there is none."""

    name: str
    timezone: str = "UTC"


class Mapping(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One shop system's order file. `currency` is that of lines that name none; empty means the site's."""

    title: str
    shop: Shop | None = None
    columns: Columns
    rules: Rules = Rules()
    currency: str = ""
    delimiter: Delimiter = ","
    encoding: str = "utf-8-sig"
    countries: dict[str, str] = {}  # names as the file spells them -> ISO code, before the general list


def built_in() -> list[str]:
    """Names of the mappings that come with EcomDash."""
    return sorted(path.stem for path in FOLDER.glob("*-*.toml"))


def load_mapping(name: str) -> Mapping:
    """A built-in mapping by its name, or one of your own by its file. Raises ImportRefused, naming what is wrong."""
    path = FOLDER / f"{name}.toml" if name in built_in() else Path(name)
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), Mapping)
    except OSError:
        known = ", ".join(built_in())
        raise ImportRefused(f"no mapping {name!r}: give one of {known}, or the path of a mapping file") from None
    except msgspec.ValidationError as error:
        raise ImportRefused(f"mapping {path}: {_reworded(str(error))}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ImportRefused(f"mapping {path} is not TOML: {error}") from error


_TABLES: Final[dict[str, type[Struct]]] = {"": Mapping, "columns": Columns, "rules": Rules, "shop": Shop}
_COMPLAINTS: Final = (  # as msgspec words them, and as the author of a TOML file would
    (re.compile("Object contains unknown field `(.*)`"), "there is no {0!r}{place}; there may be {fields}"),
    (re.compile("Object missing required field `(.*)`"), "{0!r} is missing{place}"),
    (re.compile("Invalid enum value '(.*)'", re.DOTALL), "{path} cannot be {0!r}"),
    (re.compile("Expected `(.*)`, got `(.*)`"), "{path} must be {0}, and is {1}"),
)
_KINDS: Final = {
    "str": "text", "int": "a number", "float": "a number", "bool": "true or false", "object": "a table",
    "array": "a list", "null": "nothing",
}  # fmt: skip


def _reworded(complaint: str) -> str:
    what, _, where = complaint.partition(" - at `$")
    path = where.strip("`").removeprefix(".")
    table = _TABLES.get(path)
    fields = ", ".join(table.__struct_fields__) if table else ""
    for pattern, words in _COMPLAINTS:
        if match := pattern.fullmatch(what):
            groups = (" or ".join(_KINDS.get(kind, kind) for kind in group.split(" | ")) for group in match.groups())
            return words.format(*groups, path=path, place=f" in [{path}]" if path else "", fields=fields)
    return complaint


@cache
def _country_names() -> dict[str, str]:
    codes: dict[str, list[str]] = tomllib.loads((FOLDER / "countries.toml").read_text("utf-8"))
    return {name.casefold(): code for code, names in codes.items() for name in (code, *names)}


def country_code(mapping: Mapping, name: str) -> str:
    """ISO 3166-1 alpha-2 code of a country's code or English name; empty when it is not known."""
    name = name.strip()
    if name in mapping.countries:
        return mapping.countries[name]
    return _country_names().get(name.casefold(), "")
