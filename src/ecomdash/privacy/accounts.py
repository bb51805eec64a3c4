"""Card and bank account numbers, told from other long numbers by issuer, length and check digits."""

import re

# Issuer ranges and lengths of the card brands (ISO/IEC 7812-1; the brands' published ranges): Visa, Mastercard,
# American Express, Diners, Discover, UnionPay, JCB, Maestro. Shorter ones are left out: they would hit EAN barcodes.
_ISSUER = re.compile(
    r"4(?:\d{15}|\d{18})|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|3[47]\d{13}"
    r"|3(?:0[0-5]|[68]\d)\d{11}|(?:6011|64[4-9]\d|65\d\d|62\d\d|35(?:2[89]|[3-8]\d))\d{12,15}"
    r"|(?:5018|50[23]\d|5[678]\d\d|6[37]\d\d)\d{12,15}"
)
_CARD_LENGTHS = (16, 15, 14, 19, 18, 17)

# Length by country: SWIFT IBAN registry
_IBAN_REGISTRY = (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 "
    "ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 "
    "LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 "
    "PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 "
    "YE30"
)
_IBAN_LENGTHS = {entry[:2]: int(entry[2:]) for entry in _IBAN_REGISTRY.split()}


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812-1, annex B)."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def is_card(digits: str) -> bool:
    """Whether these digits are a card number by issuer, length and check digit."""
    return _ISSUER.fullmatch(digits) is not None and luhn(digits)


def is_iban(text: str) -> bool:
    """Whether `text`, upper case without separators, has an IBAN's length and check digits (ISO 7064 mod 97-10)."""
    if _IBAN_LENGTHS.get(text[:2]) != len(text) or not (text.isascii() and text.isalnum()):
        return False
    return int("".join(str(int(character, 36)) for character in text[4:] + text[:4])) % 97 == 1


def replace_cards(match: re.Match[str]) -> str:
    """A run of digits and separators with its card numbers replaced; each begins and ends at a separator or an edge."""
    text = match.group()
    places = [index for index, character in enumerate(text) if character.isdigit()]

    def is_edge(at: int) -> bool:
        return at in (0, len(places)) or places[at] != places[at - 1] + 1

    kept, at, copied = [], 0, 0
    while at < len(places):
        length = next((n for n in _CARD_LENGTHS if _card_at(text, places, at, n, is_edge(at))), 0)
        if length and is_edge(at + length):
            kept += [text[copied : places[at]], "[card]"]
            copied = places[at + length - 1] + 1
        at += length or 1
    return "".join([*kept, text[copied:]])


def _card_at(text: str, places: list[int], at: int, length: int, edge: bool) -> bool:
    return edge and at + length <= len(places) and is_card("".join(text[i] for i in places[at : at + length]))


def replace_iban(match: re.Match[str]) -> str:
    """What begins like an IBAN, with the IBAN replaced if it is one; words may follow it after a separator."""
    text = match.group()
    places = [index for index, character in enumerate(text) if character.isalnum()]
    length = _IBAN_LENGTHS.get(text[:2].upper(), 0)
    if not 0 < length <= len(places):
        return text
    joined = length < len(places) and places[length] == places[length - 1] + 1
    account = "".join(text[index] for index in places[:length]).upper()
    return text if joined or not is_iban(account) else "[iban]" + text[places[length - 1] + 1 :]
