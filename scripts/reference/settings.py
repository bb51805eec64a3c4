"""The page of settings, from the fields of `ecomdash.settings.Settings`."""

from dataclasses import Field, fields
from typing import Any, get_type_hints

from ecomdash.settings import ENDLESS, Settings, variable
from reference.markdown import code, doc, page, table

_TYPES = {"bool": "true or false", "int": "whole number", "float": "number", "str": "text", "Path": "path"}


def settings() -> str:
    """Every variable with its default and its meaning."""
    types = {name: hint.__name__ for name, hint in get_type_hints(Settings).items()}
    rows = [
        (code(variable(field.name)), _TYPES[types[field.name]], _default(field.default), _meaning(field))
        for field in fields(Settings)
    ]
    return page(
        "Settings",
        f"{doc(Settings)} They are read once, at the start, from the environment; the options of "
        f"{code('ecomdash serve')} go before them. An unknown {code('ECOMDASH_…')} variable stops the start, so that a "
        f"misspelt one is noticed. {code('ECOMDASH_<NAME>_FILE')} names a file with the value of "
        f"{code('ECOMDASH_<NAME>')}, as containers are handed passwords.",
        table(("Variable", "Type", "Default", "Meaning"), rows),
    )


def _meaning(field: Field[Any]) -> str:
    meaning, rules = str(field.metadata["doc"]), field.metadata
    for what, words in (("Forms", rules["forms"]), ("One of", rules["one_of"])):
        if words:
            meaning += f" {what}: {', '.join(map(code, words))}."
    if rules["like"]:
        meaning += f" Like {code(rules['like'][0])}."
    if rules["within"]:
        least, most = rules["within"]
        meaning += f" At least {least:,}" + ("." if most >= ENDLESS else f", at most {most:,}.")
    return meaning


def _default(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return code(text) if text else ""
