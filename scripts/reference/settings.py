"""The page of settings, from the fields of `ecomdash.settings.Settings`."""

from dataclasses import fields
from typing import get_type_hints

from ecomdash.settings import Settings, variable
from reference.markdown import code, doc, page, table

_TYPES = {"bool": "true or false", "int": "whole number", "float": "number", "str": "text", "Path": "path"}


def settings() -> str:
    """Every variable with its default and its meaning."""
    types = {name: hint.__name__ for name, hint in get_type_hints(Settings).items()}
    rows = [
        (code(variable(field.name)), _TYPES[types[field.name]], _default(field.default), field.metadata["doc"])
        for field in fields(Settings)
    ]
    return page(
        "Settings",
        f"{doc(Settings)} They are read once, at the start, from the environment; the options of "
        f"{code('ecomdash serve')} go before them. An unknown {code('ECOMDASH_…')} variable stops the start, so that a "
        "misspelt one is noticed.",
        table(("Variable", "Type", "Default", "Meaning"), rows),
    )


def _default(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return code(text) if text else ""
