"""Device, browser and system of a visit, from its agent and its client hints (which know better, where sent)."""

import re
from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct
from ua_parser import parse


class Agent(Struct, frozen=True):
    """Device is desktop, mobile, tablet, tv, console or other; versions are '' where the agent hides them."""

    device: str = ""
    browser: str = ""
    browser_version: str = ""
    os: str = ""
    os_version: str = ""


_KINDS = (  # in this order: an Android television says Android too
    ("tv", r"smart-?tv|hbbtv|apple ?tv|google ?tv|android tv|bravia|roku|web0s|netcast|tizen.*\btv\b|crkey|aft[a-z]\b"),
    ("console", r"playstation|xbox|nintendo"),
    ("tablet", r"ipad|tablet|kindle|silk/|playbook|android(?!.*mobile)"),
    ("mobile", r"mobi|iphone|ipod|windows phone|blackberry|opera mini"),
    ("desktop", r"windows nt|macintosh|x11|cros|linux"),
)
_DEVICES = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)
_SYSTEMS = {"Mac OS X": "macOS", "Chrome OS": "ChromeOS", "Chromium OS": "ChromeOS"}
_BRAND = re.compile(r'"([^"]*)"\s*;\s*v="(\d+)')
_BRANDS = {
    "Google Chrome": "Chrome",
    "Microsoft Edge": "Edge",
    "Opera": "Opera",
    "Opera GX": "Opera",
    "Brave": "Brave",
    "Vivaldi": "Vivaldi",
    "YaBrowser": "Yandex Browser",
    "Samsung Internet": "Samsung Internet",
    "HuaweiBrowser": "Huawei Browser",
    "DuckDuckGo": "DuckDuckGo",
    "Android WebView": "Chrome WebView",
}


def parse_agent(agent: str, hints: Mapping[str, str]) -> Agent:
    """What `agent` and the hints (by lower-case header name) say; never raises."""
    if not hints:
        return _parse(agent, "", "", "")
    return _parse(
        agent,
        hints.get("sec-ch-ua", ""),
        hints.get("sec-ch-ua-mobile", ""),
        hints.get("sec-ch-ua-platform", "").strip('"'),
    )


@lru_cache(maxsize=8_192)
def _parse(agent: str, brands: str, mobile: str, platform: str) -> Agent:
    if not agent and not brands:
        return Agent()
    parsed = parse(agent)
    browser, version = _browser(brands)
    if not browser and parsed.user_agent:
        browser, version = _plain(parsed.user_agent.family), parsed.user_agent.major or ""
    os = os_version = ""
    if parsed.os and parsed.os.family != "Other":
        os = _SYSTEMS.get(parsed.os.family, parsed.os.family)
        os_version = _version(os, parsed.os.major, parsed.os.minor)
    if platform and platform != "Unknown" and os not in {platform, "Linux"}:
        os, os_version = _SYSTEMS.get(platform, platform), ""
    return Agent(_device(agent, mobile), browser, version, os, os_version)


def _browser(brands: str) -> tuple[str, str]:
    """The brand that is not Chromium or the placeholder every list carries (UA Client Hints, section 3.1)."""
    for name, version in _BRAND.findall(brands):
        if name in _BRANDS:
            return _BRANDS[name], version
    return "", ""


def _plain(family: str) -> str:
    """'Chrome Mobile' and 'Chrome' are one browser; what differs is the device."""
    family = family.removesuffix(" iOS").removesuffix(" Mobile").removeprefix("Mobile ")
    return {"Chrome Mobile WebView": "Chrome WebView", "Opera Mini": "Opera Mini"}.get(family, family)


def _version(os: str, major: str | None, minor: str | None) -> str:
    if os == "Windows":
        return major or ""
    return ".".join(part for part in (major, minor) if part)


def _device(agent: str, mobile: str) -> str:
    if mobile == "?1":
        return "mobile"
    for kind, pattern in _DEVICES:
        if pattern.search(agent):
            return kind
    return "other"
