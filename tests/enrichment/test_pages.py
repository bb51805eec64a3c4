"""One spelling per page, host, language and screen class."""

import pytest

from ecomdash.enrichment.pages import language_of, page_of, screen_of, split

PAGES = [
    ("/", None, "/"),
    ("/mugs", None, "/mugs"),
    ("/mugs/", None, "/mugs"),
    ("/mugs//", None, "/mugs"),
    ("mugs", None, "/mugs"),
    ("/mugs?size=2#top", None, "/mugs"),
    ("/Mugs", None, "/Mugs"),
    (None, "https://shop.example", "/"),
    (None, "https://shop.example/", "/"),
    (None, "https://shop.example/mugs/?utm_source=x#y", "/mugs"),
    (None, "shop.example/mugs", "/shop.example/mugs"),
    ("/path", "https://shop.example/url", "/path"),
    ("", "https://shop.example/url", "/url"),
    ("https://shop.example/a?b", None, "/a"),
    (None, None, ""),
    (None, "", ""),
    ("/caf%C3%A9", None, "/café"),
    ("/café", None, "/café"),
    ("/a%20b", None, "/a%20b"),
    ("/a b", None, "/a b"),
    ("/100%25", None, "/100%25"),
    ("/a%2Fb", None, "/a%2Fb"),
    ("/a%2fb", None, "/a%2Fb"),
    ("/%ff%FE", None, "/%FF%FE"),
    ("/%00", None, "/%00"),
    ("/\x00\x1b", None, "/%00%1B"),
    ("/bad%zz", None, "/bad%zz"),
    ("/#/cart", None, "/#/cart"),
    ("/#!/cart/", None, "/#/cart"),
    ("/shop#/cart?x=1", None, "/shop/#/cart"),
    (None, "https://shop.example/#/cart", "/#/cart"),
    (None, "http://[broken", ""),
]


@pytest.mark.parametrize(("path", "url", "page"), PAGES)
def test_a_page_has_one_spelling(path: str | None, url: str | None, page: str) -> None:
    assert page_of(path, url) == page
    if page:
        assert page_of(page, None) == page, "spelling a page again changes nothing"


ADDRESSES = {
    "https://Shop.Example:8443/x?y=1#z": ("https", "shop.example", "/x", "y=1", "z"),
    "https://www.shop.example": ("https", "www.shop.example", "", "", ""),
    "https://user:secret@shop.example./": ("https", "shop.example", "/", "", ""),
    "//shop.example/a//b": ("", "shop.example", "/a//b", "", ""),
    "/relative?a?b#c#d": ("", "", "/relative", "a?b", "c#d"),
    "?q": ("", "", "", "q", ""),
    "http://[::1]:8000/": ("http", "::1", "/", "", ""),
    "android-app://com.example/": ("android-app", "com.example", "/", "", ""),
    "about:blank": ("about", "", "blank", "", ""),
    "https://a.example/line\nbreak": ("https", "a.example", "/line\nbreak", "", ""),
    "": ("", "", "", "", ""),
    "http://[broken": None,
    "https://shop.example:port/": None,
    "https://two@at@signs/": None,
}


@pytest.mark.parametrize(("url", "parts"), ADDRESSES.items())
def test_addresses(url: str, parts: tuple[str, ...] | None) -> None:
    assert split(url) == parts


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en-GB", "en-GB"),
        ("en-gb", "en-GB"),
        ("EN_us", "en-US"),
        ("de", "de"),
        ("de-DE,de;q=0.9,en;q=0.8", "de-DE"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("fil", "fil"),
        ("*", ""),
        ("english", ""),
        ("", ""),
        ("\x00", ""),
    ],
)
def test_languages(tag: str, language: str) -> None:
    assert language_of(tag) == language


@pytest.mark.parametrize(
    ("width", "screen"),
    [(None, ""), (0, ""), (1, "xs"), (575, "xs"), (576, "sm"), (767, "sm"), (768, "md"), (991, "md"), (992, "lg"),
     (1199, "lg"), (1200, "xl"), (65_535, "xl")],
)  # fmt: skip
def test_screens(width: int | None, screen: str) -> None:
    assert screen_of(width) == screen
