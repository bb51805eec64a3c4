"""A folder whose events or configuration went elsewhere, or were only half restored, is not worked with by mistake."""

import re
from pathlib import Path
from typing import Final

import msgspec

from ecomdash.jobs.backup_unfinished import is_half_restored
from ecomdash.log.segments import sync
from ecomdash.settings import Settings, SettingsError, names_path, redacted

_NOTE: Final = "moved.json"
_HERE: Final = "{data}"  # the folder may be copied, renamed, or mounted under another name
_NAMES: Final = ("database=", "dbname=", "host=", "port=")  # what tells places apart behind a question mark
_LOGIN: Final = re.compile(r"(?<=://)[^/?#]*@|(?<=[?&])(?:user|password)=[^&]*&?")


class _Move(msgspec.Struct, frozen=True):
    """Where to, and which setting names it; in the note by the place it was moved from, in the folder with _HERE."""

    setting: str
    there: str


def place(url: str) -> str:
    """The address that names a store whoever logs in, and however; a file by its full path."""
    if names_path(url):
        kind, _, path = url.partition(":///")
        return f"{kind}:///{Path(path).resolve()}"
    address, _, query = _LOGIN.sub("", url).partition("?")
    kept = "&".join(sorted(each for each in query.split("&") if each.startswith(_NAMES)))
    return redacted(address).removesuffix("/") + (f"?{kept}" if kept else "")


def note(data: Path, setting: str, source: str, target: str) -> None:
    """Leave in the data folder that what the setting names was moved from one URL to the other.

    Whoever may look into the folder may read it, as there is no secret in it. Raises SettingsError and OSError, having
    changed nothing.
    """
    moves, left, there = _read(data), _noted(data, source), _noted(data, target)
    if left == there:
        return
    moves.pop(there, None)
    moves[left] = _Move(setting, there)
    part = data / f"{_NOTE}.part"
    try:
        part.write_bytes(msgspec.json.format(msgspec.json.encode(moves)))
        part.chmod(0o644)
        sync(part)
        part.replace(data / _NOTE)
    finally:
        part.unlink(missing_ok=True)
    sync(data)


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
        if move := moves.get(_noted(settings.data, url)):
            raise SettingsError(
                f"the {what} at {place(url)} went to {_shown(settings.data, move.there)}: set {move.setting} to it "
                f"(or remove {settings.data / _NOTE} to work with what was left)"
            )
    return settings


def refuse_gone(data: Path, url: str, target: str, how: str) -> None:
    """Raise SettingsError where what is at `url` went elsewhere than to `target`; `how` a move from there is asked."""
    move = _read(data).get(_noted(data, url))
    if move and move.there != _noted(data, target):
        there = _shown(data, move.there)
        raise SettingsError(
            f"what was at {place(url)} went to {there}: give {how}{there} to copy it from there "
            f"(or remove {data / _NOTE} to copy what was left)"
        )


def refuse_half_restored(data: Path) -> None:
    """Raise SettingsError where a restore into the folder was stopped at its last steps."""
    if is_half_restored(data):
        raise SettingsError(f"{data} is half restored: run the same ecomdash restore again")


def _noted(data: Path, url: str) -> str:
    kind, separator, path = place(url).partition(":///")
    if not names_path(url) or not Path(path).is_relative_to(data.resolve()):
        return place(url)
    return f"{kind}{separator}{_HERE}/{Path(path).relative_to(data.resolve())}"


def _shown(data: Path, noted: str) -> str:
    return noted.replace(_HERE, str(data.resolve()), 1)


def _read(data: Path) -> dict[str, _Move]:
    note = data / _NOTE
    try:
        return msgspec.json.decode(note.read_bytes(), type=dict[str, _Move])
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, msgspec.MsgspecError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise SettingsError(
            f"{note} says what went elsewhere, and cannot be read ({reason}): let this user read it, "
            "or remove it to work with what is here"
        ) from error
