"""JSON Schemas in words: the type of a value, its limits, and the table of an object's fields."""

import json
from typing import Any

from reference.markdown import anchor, code, codes, link, table

Schema = dict[str, Any]

_RANGES = (
    ("minLength", "maxLength", " characters"),
    ("minItems", "maxItems", ""),
    ("minProperties", "maxProperties", " keys"),
    ("minimum", "maximum", ""),
)


def fields(shape: Schema, leave_out: frozenset[str] = frozenset()) -> str:
    """A table of the fields of an object, those in `leave_out` not."""
    required = shape.get("required", ())
    rows = [
        (
            code(name),
            kind(one) + (" or null" if name in required and _may_be_null(one) else ""),
            "yes" if name in required else "",
            limits(one),
            default(one),
            " ".join(one.get("description", "").split()),
        )
        for name, one in shape.get("properties", {}).items()
        if name not in leave_out
    ]
    return table(("Field", "Type", "Required", "Limits", "Default", "Meaning"), rows)


def kind(schema: Schema) -> str:
    """The type of a value in one line."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return link(name, anchor(name))
    if several := _alternatives(schema):
        kinds = dict.fromkeys(kind(one) for one in several)
        if "number" in kinds:
            kinds.pop("integer", None)
        return " or ".join(kinds)
    if "enum" in schema or "const" in schema:
        return codes(schema.get("enum", [schema.get("const")]))
    match schema.get("type"):
        case "array":
            return f"list of {kind(schema.get('items', {}))}"
        case "object" if isinstance(schema.get("additionalProperties"), dict):
            return f"object of {kind(schema['additionalProperties'])}"
        case "object" if "properties" in schema:
            return f"object with {codes(schema['properties'])}"
        case list() as types:
            return " or ".join(types) + (f" ({schema['format']})" if "format" in schema else "")
        case one:
            return str(schema.get("format") or one or "any")


def limits(schema: Schema) -> str:
    """What a value must keep to."""
    found = [
        _range(schema.get(least), schema.get(most)) + unit
        for least, most, unit in _RANGES
        if {least, most} & schema.keys()
    ]
    found += [code(schema[name]) for name in ("pattern",) if name in schema]
    found += [limits(one) for one in _alternatives(schema)]
    if isinstance(names := schema.get("propertyNames"), dict):
        found += [f"keys: {limits(names)}"]
    if isinstance(values := schema.get("additionalProperties"), dict) and limits(values):
        found += [f"values: {limits(values)}"]
    if isinstance(items := schema.get("items"), dict) and "$ref" not in items and limits(items):
        found += [f"each: {limits(items)}"]
    return ", ".join(filter(None, found))


def _alternatives(schema: Schema) -> list[Schema]:
    """The kinds of value there may be; that a field may also be null says no more than that it may be left out."""
    several: list[Schema] = schema.get("anyOf") or schema.get("oneOf") or []
    return [one for one in several if one.get("type") != "null"]


def _may_be_null(schema: Schema) -> bool:
    return any(one.get("type") == "null" for one in schema.get("anyOf", []))


def _range(least: float | None, most: float | None) -> str:
    if least is not None and most is not None:
        return f"{_number(least)} to {_number(most)}"
    return f"at most {_number(most)}" if least is None else f"at least {_number(least)}"


def default(schema: Schema) -> str:
    """What a field that is left out is taken to be."""
    value = schema.get("default")
    return "" if value is None else code(json.dumps(value))


def _number(value: object) -> str:
    whole = int(value) if isinstance(value, float) and value.is_integer() else value
    return f"{whole:,}" if isinstance(whole, int) else str(whole)
