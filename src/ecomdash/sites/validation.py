"""What a site's fields and a user's address may be; each check returns the normal form or raises InvalidField."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from zoneinfo import available_timezones

from ecomdash.sites.errors import InvalidField

_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_PARAMETER = re.compile(r"[A-Za-z0-9_.\[\]~-]{1,64}")
_EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f]{1,64}@[^@\s\x00-\x1f\x7f]{1,189}")


@cache
def currencies() -> frozenset[str]:
    """The currency codes of ISO 4217 in use."""
    return frozenset((Path(__file__).parent / "currencies.txt").read_text("ascii").split())


def check_name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= 120:
        raise InvalidField("name", "must have 1 to 120 characters")
    return name


def check_timezone(name: str) -> str:
    if name not in available_timezones():
        raise InvalidField("timezone", f"{name!r} is not an IANA time zone such as Europe/London")
    return name


def check_currency(code: str, field: str = "currency") -> str:
    if code not in currencies():
        raise InvalidField(field, f"{code!r} is not an ISO 4217 currency such as EUR")
    return code


def check_domains(domains: Iterable[str]) -> list[str]:
    """Lower-case host names (punycode), once each; a scheme, path or port that was pasted along is cut off."""
    return list(dict.fromkeys(_host(domain, index) for index, domain in enumerate(domains)))


def _host(domain: str, index: int) -> str:
    text = domain.strip().lower()
    text = text.partition("://")[2] or text
    text = re.split(r"[/?#]", text, maxsplit=1)[0].rstrip(".")
    text = re.sub(r":\d+$", "", text)
    try:
        text = text.encode("idna").decode("ascii")
    except UnicodeError:
        text = ""
    if not _HOST.fullmatch(text):
        raise InvalidField(f"domains.{index}", f"{domain[:100]!r} is not a host name such as shop.example.com")
    return text


def check_query_params(names: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(name.strip() for name in names))
    for index, name in enumerate(found):
        if not _PARAMETER.fullmatch(name):
            raise InvalidField(f"query_params.{index}", "must be the name of a query parameter, without ? & or =")
    return found


def check_rates(rates: Mapping[str, Decimal], currency: str) -> dict[str, str]:
    """Prices of one unit of each foreign currency in `currency`, as decimal text."""
    for code, rate in rates.items():
        field = f"rates.{code[:10]}"
        check_currency(code, field)
        if code == currency:
            raise InvalidField(field, "is the site's own currency")
        if not rate.is_finite() or not Decimal("1e-9") <= rate <= Decimal("1e9"):
            raise InvalidField(field, "must be a price above zero")
    return {code: format(rate, "f") for code, rate in rates.items()}


def check_consent_mode(mode: str) -> str:
    if mode not in {"required", "implied", "never-store"}:
        raise InvalidField("consent_mode", "must be required, implied or never-store")
    return mode


def check_email(email: str) -> str:
    """The address in lower case; whether it exists only a message to it could tell."""
    email = email.strip().lower()
    if not _EMAIL.fullmatch(email):
        raise InvalidField("email", "must be an e-mail address")
    return email


def check_password(password: str) -> str:
    if not 10 <= len(password) <= 200:
        raise InvalidField("password", "must have 10 to 200 characters")
    if len(set(password)) < 4:
        raise InvalidField("password", "is too easy to guess")
    return password


def check_role(role: str) -> str:
    if role not in {"owner", "admin", "viewer"}:
        raise InvalidField("role", "must be owner, admin or viewer")
    return role
