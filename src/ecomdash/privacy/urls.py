"""What remains of a URL: its place, its campaign parameters and the site's own allowed ones; nothing of a person."""

import re
from functools import lru_cache
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from ecomdash.privacy import addresses
from ecomdash.privacy.redaction import redact
from ecomdash.privacy.spelling import decoded

_CAMPAIGN = (
    "utm_source utm_medium utm_campaign utm_content utm_term utm_id utm_source_platform utm_creative_format "
    "utm_marketing_tactic mtm_source mtm_medium mtm_campaign mtm_keyword mtm_content mtm_cid pk_source pk_medium "
    "pk_campaign pk_keyword pk_content ref source gad_source gad_campaignid"
)
_CLICKS = (
    "gclid gbraid wbraid dclid gclsrc fbclid msclkid ttclid twclid li_fat_id yclid epik sccid rdt_cid irclickid "
    "awc cjevent"
)
CAMPAIGN_PARAMETERS = frozenset(_CAMPAIGN.split())
CLICK_IDS = frozenset(_CLICKS.split())
"""Parameters that name one click of one person at an advertiser: that they are there says where a visit came from, so
the name is kept with the value 1; what they say is dropped."""

_NO_PARAMETERS: frozenset[str] = frozenset()
_PRIVATE_SCHEMES = ("javascript:", "data:", "blob:", "about:", "file:")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*")
_SAFE = "/[]!$&'()*+,;=:@~"


@lru_cache(maxsize=16_384)
def clean_url(url: str, allowed: frozenset[str] = _NO_PARAMETERS) -> str:
    """The URL or path without user, secrets and parameters that are neither a campaign's nor in `allowed`.

    A fragment stays only where it is a route (`#/...`). A host that is a public IP address becomes [ip]; loopback and
    private ones name no visitor and stay. An address with another scheme (mailto:, tel:) is redacted as a text.
    """
    url = url.strip()
    if url[:11].lower().startswith(_PRIVATE_SCHEMES):
        return url[: url.index(":") + 1].lower()
    base, _, fragment = url.partition("#")
    base, _, query = base.partition("?")
    scheme, separator, rest = base.partition("://")
    if separator and _SCHEME.fullmatch(scheme) and redact(scheme) == scheme:
        authority, slash, path = rest.partition("/")
        base = f"{scheme}://{_clean_host(authority.rpartition('@')[2])}{slash}{_clean_path(path)}"
    elif base.startswith("//"):
        authority, slash, path = base[2:].partition("/")
        base = f"//{_clean_host(authority.rpartition('@')[2])}{slash}{_clean_path(path)}"
    else:
        base = _clean_path(base)
    if query and (kept := _clean_query(query, allowed)):
        base = f"{base}?{kept}"
    if fragment.startswith(("/", "!/")):
        base = f"{base}#{clean_url(fragment, allowed)}"
    return base


def _clean_host(authority: str) -> str:
    if redact(authority) == authority:
        return authority
    address = addresses.parse(authority)
    if address is not None:
        return authority if addresses.is_local(address) else "[ip]"
    return redact(authority)


def _clean_path(path: str) -> str:
    if "%" not in path:
        return redact(path)
    read = decoded(path)
    clean = redact(read)
    return path if clean == read else quote(clean, safe=_SAFE)


def _clean_query(query: str, allowed: frozenset[str]) -> str:
    kept = []
    for parameter in query.replace(";", "&").split("&"):
        name, _, value = parameter.partition("=")
        lowered = name.lower()
        if lowered in CLICK_IDS:
            kept.append(f"{lowered}=1")
        elif lowered in CAMPAIGN_PARAMETERS or lowered in allowed:
            kept.append(f"{lowered}={_clean_value(value)}")
    return "&".join(kept)


def _clean_value(value: str) -> str:
    """A plus is a space in a form, but people also put telephone numbers into links as they are."""
    for read in (unquote_plus(value), unquote(value)):
        if (clean := redact(read)) != read:
            return quote_plus(clean, safe="[]")
    return value
