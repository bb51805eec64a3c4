"""Redacts whole events before they reach the log: which field of which event is cleaned how."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from ecomdash.events.commerce import Item
from ecomdash.events.hit import Hit
from ecomdash.events.record import TYPES
from ecomdash.privacy.redaction import is_identifying, redact
from ecomdash.privacy.urls import clean_url

HashText = Callable[[str], str]

_OWN_URLS = frozenset({"url", "path", "target_url"})
_IDENTIFIERS = frozenset({"order_id", "item_id", "promotion_id"})
_ELSEWHERE = frozenset(
    {
        "site_key",
        "event_id",
        "visitor_id",
        "session_id",
        "customer_id",
        "user_agent",
        "currency",
        "properties",
        "referrer",
    }
)
"""Fields that are cleaned apart, or checked, hashed or removed where the request is decided on."""

_PRIVATE_NAMES = (
    "email emailaddress mail phone phonenumber telephone tel mobile mobilenumber password passwd pwd secret token "
    "accesstoken refreshtoken apikey authorization ssn socialsecuritynumber iban cardnumber creditcard cvv cvc "
    "creditcardnumber accountnumber passport passportnumber dob "
    "ip ipaddress clientip firstname lastname fullname surname address streetaddress birthday birthdate dateofbirth"
)
_PRIVATE_KEYS = frozenset(_PRIVATE_NAMES.split())
"""Property names (without case, spaces and punctuation) whose text or number is personal whatever it looks like; so is
that of a name which ends in the words of one, such as `billing_address` or `customerEmail`."""

_NOT_AS_END = frozenset({"mobile", "mail"})  # `is_mobile`, `direct_mail`
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_WORDS = 3  # that a private name has at most
_LONG = 10**12  # a whole number from which on it may be a card's


class _Fields(NamedTuple):
    own_urls: tuple[str, ...]
    identifiers: tuple[str, ...]
    texts: tuple[str, ...]


def _fields_of(struct: type[msgspec.Struct]) -> _Fields:
    types = {field.name: str(field.type) for field in msgspec.structs.fields(struct)}
    names = [name for name, type_ in types.items() if "str" in type_ and name not in _ELSEWHERE]
    return _Fields(
        tuple(name for name in names if name in _OWN_URLS),
        tuple(name for name in names if name in _IDENTIFIERS),
        tuple(name for name in names if name not in _OWN_URLS | _IDENTIFIERS),
    )


_FIELDS: dict[type[Any], _Fields] = {struct: _fields_of(struct) for struct in (*TYPES.values(), Item)}


def redact_hit(hit: Hit, allowed: frozenset[str], hash_text: HashText) -> None:
    """Clean every text of the event in place.

    `allowed` are the site's query parameters that stay in its own URLs. An identifier (order, item) that names a
    person becomes `hash_text(identifier)`, so that it still tells one order from another.
    """
    _redact_fields(hit, allowed, hash_text)
    if hit.referrer:
        hit.referrer = clean_url(hit.referrer)
    if hit.properties:
        hit.properties = redact_properties(hit.properties, allowed)
    for item in getattr(hit, "items", None) or ():
        _redact_fields(item, allowed, hash_text)


def _redact_fields(struct: Any, allowed: frozenset[str], hash_text: HashText) -> None:
    fields = _FIELDS[type(struct)]
    for name in fields.texts:
        text = getattr(struct, name)
        if text and (clean := redact(text)) is not text:
            setattr(struct, name, clean)
    for name in fields.own_urls:
        text = getattr(struct, name)
        if text and (clean := clean_url(text, allowed)) is not text:
            setattr(struct, name, clean)
    for name in fields.identifiers:
        text = getattr(struct, name)
        if text and is_identifying(text):
            setattr(struct, name, hash_text(text))


def redact_properties(properties: dict[str, Any], allowed: frozenset[str]) -> dict[str, Any]:
    """The properties with keys and values cleaned; URLs among the values lose their query as a page's URL does."""
    return {redact(key): _value(key, value, allowed) for key, value in properties.items()}


def _value(key: str, value: Any, allowed: frozenset[str]) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if _is_private(key):
        return "[redacted]"
    if isinstance(value, str):
        return clean_url(value, allowed) if _is_address(value) else redact(value)
    if abs(value) >= _LONG and (isinstance(value, int) or value.is_integer()):
        text = str(int(value))
        return value if (clean := redact(text)) == text else clean
    return value


def _is_address(text: str) -> bool:
    return text[:8].lower().startswith(("http://", "https://", "//")) or (text.startswith("/") and "?" in text)


@lru_cache(maxsize=4_096)
def _is_private(key: str) -> bool:
    if "".join(filter(str.isalnum, key)).lower() in _PRIVATE_KEYS:
        return True
    words = [word.lower() for word in _WORD.findall(key)]
    ends = {"".join(words[-count:]) for count in range(1, _WORDS + 1)}
    return not _PRIVATE_KEYS.isdisjoint(ends - _NOT_AS_END)
