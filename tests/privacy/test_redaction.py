"""What is personal goes, what only looks a little like it stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomdash.privacy.redaction import is_identifying, redact, redact_agent
from ecomdash.privacy.urls import clean_url

DIRTY = [
    ("john.doe@example.com", "[email]"),
    ("write to j+x.y@mail.example.co.uk, please", "write to [email], please"),
    ("o'brien@example.ie", "[email]"),
    ("ünïcode@exämple.de", "[email]"),
    (f"{'a' * 80}@example.com", "[email]"),
    ("4111 1111 1111 1111", "[card]"),
    ("4111-1111-1111-1111 or 5500000000000004", "[card] or [card]"),
    ("card 378282246310005 amex", "card [card] amex"),
    ("12 4111111111111111", "12 [card]"),
    ("6011.1111.1111.1117", "[card]"),
    ("DE89 3704 0044 0532 0130 00", "[iban]"),
    ("pay to gb29nwbk60161331926819 today", "pay to [iban] today"),
    ("DE89370400440532013000 Max", "[iban] Max"),
    ("+44 20 7946 0123", "[phone]"),
    ("+14155552671", "[phone]"),
    ("call (555) 123-4567 now", "call [phone] now"),
    ("555-123-4567", "[phone]"),
    ("1-800-555-0199", "[phone]"),
    ("06 12 34 56 78", "[phone]"),
    ("030 901820 15", "[phone]"),
    ("123-45-6789", "[ssn]"),
    ("ssn 123 45 6789.", "ssn [ssn]."),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.SflKxwRJSMeKKF2QT4", "[token]"),
    ("5f4dcc3b5aa765d61d8327deb882cf99", "[token]"),
    ("key=sk_live_abcdefgh12345678", "key=[token]"),
    ("ghp_abcdEFGH1234abcdEFGH", "[token]"),
    ("AKIAIOSFODNN7EXAMPLE", "[token]"),
    ("reset/Zx8Qp2Lm9Rt4Vb7Nc1Ks", "reset/[token]"),
    ("from 203.0.113.9.", "from [ip]."),
    ("2001:db8:85a3::8a2e:370:7334", "[ip]"),
    ("2001:0db8:85a3:0000:0000:8a2e:0370:7334", "[ip]"),
    ("at [2001:db8::1]:443 or 2001:db8::2: no", "at [[ip]]:443 or [ip]: no"),
    ("::ffff:203.0.113.7", "[ip]"),
    ("v203.0.113.7", "v[ip]"),
    ("x2001:db8::8a2e:7334x", "x[ip]x"),
    ("a\x00b\nc\x7f", "a b c "),
    ("john.doe%40example.com", "[email]"),
    ("mail=john.doe%2540example.com", "mail=[email]"),
    ("john\uff20example.com", "[email]"),
    ("4111\u00a01111\u00a01111\u00a01111", "[card]"),
    ("4111\u20131111\u20131111\u20131111", "[card]"),
    ("4111\u200b1111\u200b1111\u200b1111", "[card]"),
    ("\uff14\uff11\uff11\uff11" + "\uff11" * 12, "[card]"),
    ("4111_1111_1111_1111", "[card]"),
    ("4111  1111  1111  1111", "[card]"),
    ("4111+1111+1111+1111", "[card]"),
    ("DE89%203704%200044%200532%200130%2000", "[iban]"),
    ("DE89+3704+0044+0532+0130+00", "[iban]"),
    ("%2B4915123456789", "[phone]"),
    ("+49\u00a0151\u00a023456789", "[phone]"),
    ("06.12.34.56.78.", "[phone]."),
    ("078\u201305\u20131120", "[ssn]"),
    ("2001%3Adb8%3A%3A77", "[ip]"),
    ("Xk3-9fPqZ_7LmN2-vB8cT4rW1yQ6sJ0d", "[token]"),
    ("john@example.com called +44 20 7946 0123 from 203.0.113.9", "[email] called [phone] from [ip]"),
]

CLEAN = [
    "",
    "Blue Shirt, size 42",
    "Mens-Air-Max-90-Essential-Trainers-White",
    "Dresses2024SummerCollection",
    "4006381333931",  # an EAN barcode
    "1717171717171",  # milliseconds
    "1717171717171000",  # microseconds
    "2024-01-02 10:20:30",
    "2024-05-17T10:20:30.123Z",
    "10.15.7",
    "1.2.3.4.5",
    "12:30",
    "00:1A:2B:3C:4D:5E",
    "order 100-2000-30",
    "4111 1111 1111 1112",  # wrong check digit
    "DE89 3704 0044 0532 0130 01",  # wrong check digits
    "000-12-3456",
    "018f3c1e-7b1a-7c3e-9f2a-3b4c5d6e7f80",  # a UUID
    "user@",
    "@handle",
    "50% off: 2 for 1",
    "+1",
    "std::vector",
    "std::deque",
    "a::before",
    "gid://shopify/Product/7982905098262",
    "100% cotton, 50%40 off",
    "01.12.2024",
    "Caf\u00e9\u00a0Noir \u2013 12\u00a0St\u00fcck",
    "\uff21\uff22\uff23 12",
    "iPhone-15-Pro-Max-256GB-BlueTitanium",
]


@pytest.mark.parametrize(("text", "expected"), DIRTY)
def test_personal_data_is_replaced(text: str, expected: str) -> None:
    assert redact(text) == expected
    assert redact(expected) == expected


@pytest.mark.parametrize("text", CLEAN)
def test_ordinary_texts_stay_as_they_are(text: str) -> None:
    assert redact(text) == text


def test_long_texts_are_cleaned_like_short_ones() -> None:
    filler = "a long description of a fine product " * 40
    assert redact(f"{filler}john@example.com") == f"{filler}[email]"


@pytest.mark.parametrize("text", ["9" * 5_000, "a" * 5_000, "1 " * 2_500, "a@" * 2_500, ":" * 5_000, "+1" * 2_500])
def test_texts_made_to_be_slow_are_handled(text: str) -> None:
    assert isinstance(redact(text), str)


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("1001", False),
        ("INV-2024-000123", False),
        ("555-123-4567", False),
        ("5f4dcc3b5aa765d61d8327deb882cf99", False),
        ("john@example.com", True),
        ("4111111111111111", True),
        ("203.0.113.9-1", True),
    ],
)
def test_identifiers_are_personal_only_where_they_name_somebody(identifier: str, expected: bool) -> None:
    assert is_identifying(identifier) is expected


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        ("Mozilla/5.0 (X11) Chrome/120.0.0.0 Safari/537.36", "Mozilla/5.0 (X11) Chrome/120.0.0.0 Safari/537.36"),
        ("Mozilla/5.0 (X11; rv:1.9.2.28) Gecko", "Mozilla/5.0 (X11; rv:1.9.2.28) Gecko"),
        ("probe from 203.0.113.9", "probe from [ip]"),
        ("probe (2001:db8::1; x)", "probe ([ip]; x)"),
        ("probe/1.0 (john.doe@bots.example)", "probe/1.0 ([email]@bots.example)"),
    ],
)
def test_agents_lose_addresses_and_keep_versions(agent: str, expected: str) -> None:
    assert redact_agent(agent) == expected


SECRETS = [
    "john.doe@example.com",
    "4111 1111 1111 1111",
    "5500000000000004",
    "DE89370400440532013000",
    "+44 20 7946 0123",
    "123-45-6789",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.SflKxwRJSMeKKF2QT4",
    "203.0.113.9",
    "2001:db8:85a3::8a2e:370:7334",
]
WORDS = st.text(st.characters(categories=["L", "P", "Zs", "S"], exclude_characters="@+%.:-([/\\_#="), max_size=20)


@given(before=WORDS, after=WORDS, secret=st.sampled_from(SECRETS))
@settings(deadline=None)
def test_personal_data_is_found_among_any_words(before: str, after: str, secret: str) -> None:
    for text in (f"{before} {secret} {after}", f"{before},{secret},{after}", f'{before}"{secret}"{after}'):
        assert secret not in redact(text)


@given(st.text(max_size=300))
@settings(deadline=None)
def test_any_text_is_taken(text: str) -> None:
    assert not any(ord(character) < 32 for character in redact(text))
    assert isinstance(clean_url(text), str)
