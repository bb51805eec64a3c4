"""Puts what the decoder says of a value into words for the person who sends it; no message quotes a value."""

import re
from typing import Final

_KINDS: Final = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "decimal": "a number like 12.50",
    "bool": "true or false",
    "array": "a list",
    "object": "an object with fields",
    "bool | int | float | str": "text, a number, true or false",
}
_FOUND: Final = {
    "str": "text", "int": "a number", "float": "a number with decimals", "bool": "true or false", "array": "a list",
    "object": "an object", "null": "null",
}  # fmt: skip
_BY_PATTERN: Final = {"^[A-Z]{3}$": "three capital letters like EUR"}
_BY_NAME: Final = {
    "currency": "three capital letters like EUR",
    "occurred_at": "a time in milliseconds since 1970, such as 1767225600000",
    "sent_at": "a time in milliseconds since 1970, such as 1767225600000",
}

_TYPE = re.compile(r"Expected `([^`]+)`(?:, got `([^`]+)`)?")
_PATTERN = re.compile(r"Expected `str` matching regex '(.*)'")
_LENGTH = re.compile(r"Expected `(str|array|object)` of length (<=|>=) (\d+)")
_BOUND = re.compile(r"Expected `(?:int|float)` (<=|>=) (-?\d+)(?:\.\d+)?")
_UNITS: Final = {"str": "characters", "array": "entries", "object": "entries"}


def demand(message: str, field: str) -> str:
    """What a value must be, to follow its name: "must be text, not a number".

    `message` is a msgspec.ValidationError's without its place, `field` the last name of the place.
    """
    if (wanted := _BY_NAME.get(field)) is not None:
        return f"must be {wanted}"
    if message.startswith("Invalid decimal string"):
        return "must be a number like 12.50, with a point before the decimals and nothing else"
    if "out of range" in message:
        return "is a number too large"
    if found := _PATTERN.fullmatch(message):
        return f"must be {_BY_PATTERN[found[1]]}"
    if found := _LENGTH.fullmatch(message):
        kind, bound, length = found[1], found[2], int(found[3])
        if bound == "<=":
            return f"may have at most {length:,} {_UNITS[kind]}"
        return "must not be empty" if length == 1 else f"must have at least {length:,} {_UNITS[kind]}"
    if found := _BOUND.fullmatch(message):
        return f"must be {'at most' if found[1] == '<=' else 'at least'} {int(found[2]):,}"
    if found := _TYPE.fullmatch(message):
        return _of_kind(found[1].removesuffix(" | null"), found[2])
    return "has a value it cannot have"


def _of_kind(wanted: str, got: str | None) -> str:
    found = _FOUND.get(got or "")
    return f"must be {_KINDS.get(wanted, 'something else')}" + (f", not {found}" if found else "")
