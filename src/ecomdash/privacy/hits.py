"""Redacts whole events before they reach the log: which field of which event is cleaned how."""

from collections.abc import Callable
from typing import Any, get_args

import msgspec

from ecomdash.events.commerce import Item
from ecomdash.events.hit import Hit
from ecomdash.events.record import AnyHit
from ecomdash.privacy.redaction import is_identifying, redact
from ecomdash.privacy.urls import clean_url

HashText = Callable[[str], str]

_URLS = frozenset({"url", "path", "referrer", "target_url"})
_IDENTIFIERS = frozenset({"order_id", "item_id", "promotion_id"})
_ELSEWHERE = frozenset({"site_key", "event_id", "visitor_id", "session_id", "customer_id", "user_agent", "currency"})
"""Fields that are checked, hashed or removed where the request is decided on."""

_PRIVATE_NAMES = (
    "email emailaddress mail phone phonenumber telephone tel mobile mobilenumber password passwd pwd secret token "
    "accesstoken refreshtoken apikey authorization ssn socialsecuritynumber iban cardnumber creditcard cvv cvc "
    "ip ipaddress clientip firstname lastname fullname surname address streetaddress birthday birthdate dateofbirth"
)
_PRIVATE_KEYS = frozenset(_PRIVATE_NAMES.split())
"""Property names (without case, spaces and punctuation) whose text or number is personal whatever it looks like."""


def _text_fields(struct: type[msgspec.Struct]) -> tuple[str, ...]:
    types = {field.name: str(field.type) for field in msgspec.structs.fields(struct)}
    return tuple(
        name for name, type_ in types.items() if "str" in type_ and name not in _ELSEWHERE and name != "properties"
    )


_FIELDS: dict[type[Any], tuple[str, ...]] = {struct: _text_fields(struct) for struct in (*get_args(AnyHit), Item)}


def redact_hit(hit: Hit, allowed: frozenset[str], hash_text: HashText) -> None:
    """Clean every text of the event in place.

    `allowed` are the site's query parameters that stay in its own URLs. An identifier (order, item) that names a
    person becomes `hash_text(identifier)`, so that it still tells one order from another.
    """
    _redact_fields(hit, allowed, hash_text)
    if hit.properties:
        hit.properties = redact_properties(hit.properties, allowed)
    for item in getattr(hit, "items", None) or ():
        _redact_fields(item, allowed, hash_text)


def _redact_fields(struct: Any, allowed: frozenset[str], hash_text: HashText) -> None:
    for name in _FIELDS[type(struct)]:
        text = getattr(struct, name)
        if text:
            if name in _URLS:
                clean = clean_url(text) if name == "referrer" else clean_url(text, allowed)
            elif name in _IDENTIFIERS:
                clean = hash_text(text) if is_identifying(text) else text
            else:
                clean = redact(text)
            if clean is not text:
                setattr(struct, name, clean)


def redact_properties(properties: dict[str, Any], allowed: frozenset[str]) -> dict[str, Any]:
    """The properties with keys and values cleaned; URLs among the values lose their query as a page's URL does."""
    return {redact(key): _value(key, value, allowed) for key, value in properties.items()}


def _value(key: str, value: Any, allowed: frozenset[str]) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if _is_private(key):
        return "[redacted]"
    if isinstance(value, str):
        return clean_url(value, allowed) if value.startswith(("http://", "https://", "//")) else redact(value)
    if isinstance(value, int) and abs(value) >= 10**12:
        text = str(value)
        return value if (clean := redact(text)) == text else clean
    return value


def _is_private(key: str) -> bool:
    return (key if key.isalpha() and key.islower() else "".join(filter(str.isalnum, key)).lower()) in _PRIVATE_KEYS
