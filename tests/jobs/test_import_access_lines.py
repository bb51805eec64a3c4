"""What one line of an access log tells, and whether it was a page that was shown."""

import pytest

from ecomdash.jobs.importing_access_lines import Kind, Request, classify, own_host, parse, referring_host

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:27.0) Gecko/20100101 Firefox/27.0"


def line(request: str = "GET /a HTTP/1.1", status: int = 200, time: str = "17/May/2015:10:05:03 +0000",
         referrer: str = "-", agent: str = AGENT) -> str:  # fmt: skip
    return f'192.0.2.7 - - [{time}] "{request}" {status} 2326 "{referrer}" "{agent}"'


def read(text: str) -> Request:
    request = parse(text)
    assert request is not None
    return request


def test_a_combined_line() -> None:
    request = read(line(referrer="http://a.example/x", time="17/May/2015:12:05:03 +0200"))
    assert request == Request("192.0.2.7", 1_431_857_103_000_000, "GET", "/a", 200, "http://a.example/x", AGENT, "")


def test_a_common_line_names_neither_referrer_nor_agent() -> None:
    request = read('2001:db8::1 - frank [17/May/2015:10:05:03 +0000] "GET / HTTP/1.0" 304 -')
    assert (request.ip, request.referrer, request.agent, request.status) == ("2001:db8::1", "", "", 304)


def test_virtual_hosts_and_absolute_targets_name_the_host() -> None:
    assert read("shop.example:443 " + line()).host == "shop.example"
    request = read(line("GET http://Shop.example/a?b=1 HTTP/1.1"))
    assert (request.host, request.target) == ("shop.example", "/a?b=1")


def test_further_fields_behind_are_no_trouble() -> None:
    assert read(line() + ' "-" 0.004').target == "/a"


def test_escapes_of_the_server_are_undone() -> None:
    assert read(line(agent=r"A \"quoted\" \xc3\xa9")).agent == 'A "quoted" é'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not a log line",
        '192.0.2.7 - - [17/Xyz/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 5 "-" "a"',
        '192.0.2.7 - - [31/Feb/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 5 "-" "a"',
        '192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" OK 5 "-" "a"',
        line()[:-5],
    ],
)
def test_what_is_no_line_is_none(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("request_line", "status", "kind"),
    [
        ("GET / HTTP/1.1", 200, Kind.PAGE),
        ("GET /products/dr.martens HTTP/1.1", 200, Kind.PAGE),
        ("GET /blog/ssl.html?utm_source=feedburner HTTP/1.1", 304, Kind.PAGE),
        ("GET /v1.2/ HTTP/1.1", 206, Kind.PAGE),
        ("GET /index.php HTTP/1.1", 200, Kind.PAGE),
        ("GET /logo.PNG HTTP/1.1", 200, Kind.NOT_A_PAGE),
        ("GET /app.js?v=2 HTTP/1.1", 200, Kind.NOT_A_PAGE),
        ("GET /fonts/a.woff2 HTTP/1.1", 304, Kind.NOT_A_PAGE),
        ("GET /robots.txt HTTP/1.1", 200, Kind.NOT_A_PAGE),
        ("GET /favicon.ico HTTP/1.1", 404, Kind.NOT_A_PAGE),
        ("GET /blog/feed/ HTTP/1.1", 200, Kind.NOT_A_PAGE),
        ("GET /?flav=rss20 HTTP/1.1", 200, Kind.NOT_A_PAGE),
        ("GET /wp-json/wp/v2/posts HTTP/1.1", 200, Kind.NOT_A_PAGE),
        ("POST / HTTP/1.1", 200, Kind.NOT_A_PAGE),
        ("HEAD / HTTP/1.1", 200, Kind.NOT_A_PAGE),
        ("\\x16\\x03\\x01", 400, Kind.NOT_A_PAGE),
        ("GET /gone HTTP/1.1", 404, Kind.NOT_SUCCESSFUL),
        ("GET /moved HTTP/1.1", 301, Kind.NOT_SUCCESSFUL),
        ("GET /broken HTTP/1.1", 500, Kind.NOT_SUCCESSFUL),
    ],
)
def test_what_a_page_is(request_line: str, status: int, kind: Kind) -> None:
    assert classify(read(line(request_line, status))) is kind


def test_the_own_host_is_the_one_whose_pages_load_images() -> None:
    requests = [
        read(line("GET /a.png HTTP/1.1", referrer="http://www.shop.example/a")),
        read(line("GET /b.css HTTP/1.1", referrer="http://www.shop.example/b")),
        read(line("GET /hotlinked.png HTTP/1.1", referrer="http://forum.example/t")),
        *[read(line(referrer="https://search.example/")) for _ in range(5)],
    ]
    assert own_host(requests) == "www.shop.example"
    assert own_host([]) == ""


def test_a_referrer_that_is_no_address_has_no_host() -> None:
    assert referring_host("http://[broken") == ""
