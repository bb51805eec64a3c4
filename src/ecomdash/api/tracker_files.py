"""The browser script, for whichever process serves it: loads neither the web framework nor a database."""

from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response

from ecomdash.api import headers
from ecomdash.api.webfiles import WebFiles, answer

_ALIASES: Final = {"analytics-sdk.js": "ecomdash.js"}
_HOUR: Final = "public, max-age=3600"


class TrackerFiles:
    """The browser script, under both its names, and the files it loads."""

    def __init__(self, web: Path) -> None:
        self._files = WebFiles(web / "tracker")

    def answer(self, path: str, request: Headers) -> Response | None:
        """The file at a path such as /ecomdash.js; None when there is no such file."""
        name = path[1:]
        if "/" in name or not name.endswith((".js", ".js.map")):
            return None
        file = self._files.find(_ALIASES.get(name, name))
        return None if file is None else answer(file, request, {**headers.TRACKER, "Cache-Control": _HOUR})
