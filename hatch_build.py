"""Puts the built dashboard, tracker and storefront into the wheel, building them with npm first."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent / "scripts"))
import build_web  # found through the line above, as a build hook has no package of its own


class WebBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own generic is private
    """Runs scripts/build_web.py; without Node on the machine a Node wheel is asked for."""

    def dependencies(self) -> list[str]:
        return [] if build_web.system_node() else [build_web.NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # a development checkout builds by `make build`
            return
        build_web.build()
