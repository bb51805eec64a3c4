"""A folder whose events or configuration went elsewhere, or were only half restored, is not worked with by mistake."""

import re
from pathlib import Path
from typing import Final

import msgspec

from ecomdash.jobs.backup_unfinished import is_half_restored
from ecomdash.settings import Settings, SettingsError, names_path, redacted

_NOTE: Final = "moved.json"
_LOGIN: Final = re.compile(r"(?<=://)[^/?#]*@|(?<=[?&])(?:user|password)=[^&]*&?")


class _Move(msgspec.Struct, frozen=True):
    """Where to, and which setting names it; in the note by the place it was moved from."""

    setting: str
    there: str


def place(url: str) -> str:
    """The address that names a store whoever logs in; a file by its full path."""
    if names_path(url):
        kind, _, path = url.partition(":///")
        return f"{kind}:///{Path(path).resolve()}"
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


def usable(settings: Settings, *, events: bool = True) -> Settings:
    """The settings, unless what they name went elsewhere or is half restored; `events`: whether these are worked with.

    Raises SettingsError.
    """
    refuse_half_restored(settings.data)
    moves = _read(settings.data)
    named = {"events": settings.store_url} if events else {}
    for what, url in (named | {"configuration": settings.sites_url}).items():
        if move := moves.get(place(url)):
            raise SettingsError(
                f"the {what} at {place(url)} went to {move.there}: set {move.setting} to it "
                f"(or remove {settings.data / _NOTE} to work with what was left)"
            )
    return settings


def refuse_half_restored(data: Path) -> None:
    """Raise SettingsError where a restore into the folder was stopped at its last steps."""
    if is_half_restored(data):
        raise SettingsError(f"{data} is half restored: run the same ecomdash restore again")


def _read(data: Path) -> dict[str, _Move]:
    try:
        return msgspec.json.decode((data / _NOTE).read_bytes(), type=dict[str, _Move])
    except (OSError, msgspec.MsgspecError):
        return {}
