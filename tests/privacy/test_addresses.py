"""Whose address a request came from, and how addresses are written."""

import pytest

from ecomdash.privacy.addresses import Proxies, canonical


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("203.0.113.9", "203.0.113.9"),
        (" 203.0.113.9 ", "203.0.113.9"),
        ("203.0.113.9:4711", "203.0.113.9"),
        ("2001:0DB8::0001", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("unknown", ""),
        ("", ""),
        ("203.0.113.256", ""),
        ("shop.example", ""),
    ],
)
def test_one_client_has_one_text(text: str, expected: str) -> None:
    assert canonical(text) == expected


@pytest.mark.parametrize(
    ("setting", "peer", "forwarded", "expected"),
    [
        ("127.0.0.1", "127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", "203.0.113.9", "198.51.100.1"),  # not a proxy of ours: its claim is not believed
        ("", "127.0.0.1", "203.0.113.9", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", "1.1.1.1, 203.0.113.9", "203.0.113.9"),  # the client made the first one up
        ("127.0.0.1,10.0.0.0/8", "127.0.0.1", "203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("127.0.0.1", "127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", "[2001:db8::1]:99", "2001:db8::1"),
        ("::1", "::1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "testclient", "203.0.113.9", ""),
    ],
)
def test_forwarded_addresses_are_believed_from_trusted_proxies(
    setting: str, peer: str, forwarded: str | None, expected: str
) -> None:
    assert Proxies(setting).client(peer, forwarded) == expected


def test_a_proxy_that_is_no_address_is_refused() -> None:
    with pytest.raises(ValueError, match="does not appear to be"):
        Proxies("proxy.example")
