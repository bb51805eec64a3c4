"""Reads the pattern data beside the code; scripts/refresh_data.py renews what comes from elsewhere."""

import json
import tomllib
from importlib.resources import files
from typing import Any


def data(name: str) -> Any:  # Any: each file has its own shape, described at its head
    """The parsed content of a .json or .toml file of the data folder."""
    text = files("ecomdash.enrichment").joinpath("data", name).read_text("utf-8")
    return json.loads(text) if name.endswith(".json") else tomllib.loads(text)
