"""A folder whose events or configuration were moved elsewhere says so, and is not worked with by mistake."""

import re
from pathlib import Path
from typing import Final

import msgspec

from ecomdash.settings import Settings, SettingsError, redacted

_NOTE: Final = "moved.json"
_LOGIN: Final = re.compile(r"(?<=://).*@|(?<=[?&])(?:user|password)=[^&]*&?", re.DOTALL)


class _Move(msgspec.Struct, frozen=True):
    """Where to, and which setting names it; in the note by the place it was moved from."""

    setting: str
    there: str


def place(url: str) -> str:
    """The address that names a store whoever logs in; a file by its full path."""
    kind, _, rest = url.partition("://")
    if rest.startswith("/"):
        return f"{kind}:///{Path(rest.removeprefix('/')).resolve()}"
    return redacted(_LOGIN.sub("", url)).rstrip("?&")


def note(data: Path, setting: str, source: str, target: str) -> None:
    """Leave in the data folder that what the setting names was moved from one URL to the other."""
    moves = _read(data)
    moves.pop(place(target), None)
    moves[place(source)] = _Move(setting, place(target))
    (data / _NOTE).write_bytes(msgspec.json.format(msgspec.json.encode(moves)))


def forget(data: Path) -> None:
    """What lies in the folder is what is to be worked with."""
    (data / _NOTE).unlink(missing_ok=True)


def refuse_moved(settings: Settings) -> Settings:
    """The settings, unless they name what was moved elsewhere. Raises SettingsError."""
    moves = _read(settings.data)
    for what, url in (("events", settings.store_url), ("configuration", settings.sites_url)):
        if move := moves.get(place(url)):
            raise SettingsError(
                f"the {what} at {place(url)} went to {move.there}: set {move.setting} to it "
                f"(or remove {settings.data / _NOTE} to work with what was left)"
            )
    return settings


def _read(data: Path) -> dict[str, _Move]:
    try:
        return msgspec.json.decode((data / _NOTE).read_bytes(), type=dict[str, _Move])
    except (OSError, msgspec.MsgspecError):
        return {}
