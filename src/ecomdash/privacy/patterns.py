"""What personal data and secrets look like: each kind is a pattern and, where that alone proves nothing, a check."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from ecomdash.privacy import accounts, addresses


class Kind(NamedTuple):
    """One kind of personal data: what `pattern` finds is replaced by what `replace` says.

    Nothing is found in a text without `sign`; to look for that first saves most of the time.
    """

    pattern: re.Pattern[str]
    replace: Callable[[re.Match[str]], str]
    sign: str = ""


def _always(label: str) -> Callable[[re.Match[str]], str]:
    return lambda _: label


def _phone(match: re.Match[str]) -> str:
    return "[phone]" if 8 <= sum(map(str.isdigit, match.group())) <= 15 else match.group()


def _ipv6(match: re.Match[str]) -> str:
    text = match.group()
    around = match.string[max(match.start() - 1, 0) : match.start()] + match.string[match.end() : match.end() + 1]
    if any(map(str.isalnum, around)) and not (text.count(":") > 2 and sum(map(str.isdigit, text)) > 2):
        return text  # a part of a name such as std::deque
    for candidate in (text.rstrip("."), text[:-1]):  # the stop or colon of the sentence may stand after it
        if len(candidate) > 3 and ":" in candidate and addresses.parse(f"[{candidate}]") is not None:
            return "[ip]" + text[len(candidate) :]
    return text


def _mixed(match: re.Match[str]) -> str:
    """Words and numbers change seldom between lower case, upper case and digits; random characters change often."""
    text = match.group()
    classes = [character.isdigit() or 2 * character.isupper() for character in text]
    changes = sum(one != other for one, other in pairwise(classes))
    return "[token]" if classes.count(True) >= 2 and 3 * changes >= len(text) else text


def _random(match: re.Match[str]) -> str:
    """Random characters in the URL-safe alphabet of base64 change every second time; words with capitals do not."""
    text = match.group().replace("-", "").replace("_", "")
    classes = [character.isdigit() or 2 * character.isupper() for character in text]
    changes = sum(one != other for one, other in pairwise(classes))
    is_token = classes.count(True) >= 2 and {0, 2} <= set(classes) and 2 * changes >= len(text)
    return "[token]" if is_token else match.group()


def _somebody(match: re.Match[str]) -> str:
    """An agent's contact address keeps its domain, by which crawlers are told."""
    return f"[email]@{match.group().partition('@')[2]}"


_EMAIL = re.compile(r"(?<![\w.+'%-])[\w.+'%-]++@(?:[\w-]++\.)+[\w-]{2,}+")

# JSON Web Tokens (RFC 7519) and keys whose makers mark them by a prefix
_MARKED_TOKEN = re.compile(
    r"(?<![\w-])(?:eyJ[\w-]{8,}+(?:\.[\w-]*+){1,4}|[spr]k_(?:live|test)_\w{8,}+|gh[pousr]_\w{16,}+"
    r"|xox[abprs]-[\w-]{10,}+|AKIA[0-9A-Z]{12,}+|AIza[\w-]{20,}+|shp(?:at|ca|pa|ss)_\w{16,}+)"
)
_HEX_TOKEN = re.compile(r"(?<![A-Za-z0-9])(?:[0-9a-f]{32,}+|[0-9A-F]{32,}+)(?![A-Za-z0-9])")
_MIXED_TOKEN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{20,}+")
_URL_SAFE_TOKEN = re.compile(r"(?<![A-Za-z0-9_-])(?=[A-Za-z0-9]*[_-])[A-Za-z0-9_-]{24,}+")

_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ +-]?[A-Za-z0-9]){11,40}")
_CARD = re.compile(r"(?<!\d)\d(?:[ ._+-]{0,2}\d){13,}+")
_SSN = re.compile(r"(?<![\d-])(?!000|666|9\d\d)\d{3}([- ])(?!00)\d{2}\1(?!0000)\d{4}(?![\d-])")

_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_IPV4 = re.compile(rf"(?<![\d.])(?:{_OCTET}\.){{3}}{_OCTET}(?!\d|\.\d)")
_IPV4_NO_VERSION = re.compile(rf"(?<![/\d.])(?<!rv:){_IPV4.pattern}")
_IPV6 = re.compile(r"(?<![0-9A-Fa-f:.])(?=[0-9A-Fa-f]*:[0-9A-Fa-f]*:)[0-9A-Fa-f:]++(?:(?:\.\d{1,3}){3}|\.)?")

# E.164 with its plus, the North American form, national numbers in groups with a leading zero, and the French form
_PHONE = re.compile(
    r"(?<![\w+])\+[1-9](?:[ ().\-/]{0,2}\d){6,14}(?!\d)"
    r"|(?<![\d.\-])(?:1[ .-])?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-])\d{3}[ .-]\d{4}(?![\d-])"
    r"|(?<![\d.\-/])(?<!\d )\(?00?[1-9]\d{0,3}\)?[ /-]\d{2,4}(?:[ -]?\d{2,4}){1,4}(?![\d-])"
    r"|(?<![\d.])0[1-9](?:\.\d\d){4}(?!\.?\d)"
)

_EMAILS = Kind(_EMAIL, _always("[email]"), "@")
_IBANS = Kind(_IBAN, accounts.replace_iban)
_CARDS = Kind(_CARD, accounts.replace_cards)
_SSNS = Kind(_SSN, _always("[ssn]"))
_IPV6S = Kind(_IPV6, _ipv6, ":")
_IPV4S = Kind(_IPV4, _always("[ip]"), ".")

IN_AGENTS: Sequence[Kind] = (Kind(_EMAIL, _somebody, "@"), _IPV6S, Kind(_IPV4_NO_VERSION, _always("[ip]"), "."))
"""User agents are full of version numbers in four parts, which stand after a slash or 'rv:'."""

IDENTIFYING: Sequence[Kind] = (_EMAILS, _IBANS, _IPV6S, _IPV4S, _CARDS, _SSNS)
"""What may not stand even in a shop's own identifiers, where numbers that look like telephone numbers are usual."""

EVERY: Sequence[Kind] = (
    _EMAILS,
    Kind(_MARKED_TOKEN, _always("[token]")),
    Kind(_HEX_TOKEN, _always("[token]")),
    _IBANS,
    Kind(_URL_SAFE_TOKEN, _random),
    Kind(_MIXED_TOKEN, _mixed),
    _IPV6S,
    _IPV4S,
    _CARDS,
    _SSNS,
    Kind(_PHONE, _phone),
)
