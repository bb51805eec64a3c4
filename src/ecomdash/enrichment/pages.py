"""One spelling per page, so that a page is one row: no query, readable characters, no slash at the end."""

import re
from functools import lru_cache
from typing import NamedTuple

_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
# Decoding these would change what the path says, or put control characters into it.
_KEPT = frozenset(b'/?#%\\"<>' + bytes(range(0x21)) + b"\x7f")


# RFC 3986, appendix B, with the authority taken apart: five times as fast as urllib, and it never raises.
_ADDRESS = re.compile(
    r"(?:([A-Za-z][A-Za-z0-9+.\-]*):)?"
    r"(?://(?:[^/?#@]*@)?(\[[0-9A-Fa-f:.]+\]|[^/?#:@\[\]]*)(?::\d*)?(?=[/?#]|\Z))?"
    r"([^?#]*)(?:\?([^#]*))?(?:#(.*))?",
    re.DOTALL,
)


class Address(NamedTuple):
    """The parts of a URL; host in lower case without user, port and final dot, '' for what is not there."""

    scheme: str
    host: str
    path: str
    query: str
    fragment: str


def split(url: str) -> Address | None:
    """The parts of an address, or None when it is none."""
    found = _ADDRESS.fullmatch(url)
    if found is None or (found[2] is None and found[3].startswith("//")):
        return None
    scheme, host, path, query, fragment = found.groups("")
    return Address(scheme.lower(), host.lower().rstrip(".").strip("[]"), path, query, fragment)


@lru_cache(maxsize=8_192)
def page_of(path: str | None, url: str | None) -> str:
    """The page's path from `path`, else from `url`; '' when there is neither.

    Query and fragment are cut, except a fragment that is a route ('#/cart', '#!/cart'); percent-escapes are decoded
    where that yields readable UTF-8 and upper-case where not; '/a/' is '/a'; a missing first slash is added.
    """
    text = path if path and "://" not in path else _path_of(path or url or "")
    if not text:
        return ""
    text, _, fragment = text.partition("#")
    text = _tidy(text.partition("?")[0])
    if fragment.startswith(("/", "!/")):
        route = _tidy(fragment.removeprefix("!").partition("?")[0])
        return f"{text}#{route}" if text.endswith("/") else f"{text}/#{route}"
    return text


def _path_of(url: str) -> str:
    parts = split(url)
    if parts is None:
        return ""
    path = parts.path or ("/" if parts.host else "")
    return f"{path}#{parts.fragment}" if parts.fragment else path


def _tidy(path: str) -> str:
    path = _ESCAPES.sub(_decode, path) if "%" in path else path
    path = "".join(c if c.isprintable() else _escape(c) for c in path) if not path.isprintable() else path
    return "/" + path.strip("/")


def _escape(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "replace"))


def _decode(escapes: re.Match[str]) -> str:
    raw = bytes.fromhex(escapes[0].replace("%", ""))
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return escapes[0].upper()
    kept = b"".join(b"%%%02X" % byte if byte in _KEPT else bytes((byte,)) for byte in raw)
    return kept.decode("utf-8")


_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?![A-Za-z0-9])")


@lru_cache(maxsize=2_048)
def language_of(tag: str) -> str:
    """The first language of a tag or an Accept-Language list in BCP 47 case ('en-GB', 'zh-Hant-TW'); '' for none."""
    found = _TAG.match(tag.strip())
    if not found:
        return ""
    language, script, region = found.groups()
    return "-".join(p for p in (language.lower(), script and script.title(), region and region.upper()) if p)


_SCREENS = ((576, "xs"), (768, "sm"), (992, "md"), (1200, "lg"))


def screen_of(viewport_width: int | None) -> str:
    """The size class of a viewport's width in CSS pixels (bounds as in store/tables.py); '' when it is not known."""
    if not viewport_width:
        return ""
    return next((name for bound, name in _SCREENS if viewport_width < bound), "xl")
