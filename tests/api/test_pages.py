"""Tracker files, storefront, dashboard, and what stands in for them before they are built."""

import gzip
from pathlib import Path

import pytest
from tests.api.shop import Shop

HTML = {"accept": "text/html,application/xhtml+xml"}
SCRIPT = "console.log('a script that is long enough to be worth compressing');\n" * 20


@pytest.fixture
def web(shop: Shop) -> Path:
    """The built files of a small dashboard, a storefront and a tracker."""
    web = shop.parts.web
    files = {
        "dashboard/index.html": "<!doctype html><title>Dashboard</title>",
        "dashboard/assets/app-1a2b3c.js": SCRIPT,
        "dashboard/favicon.svg": "<svg/>",
        "store/index.html": "<!doctype html><title>Shop</title>",
        "store/products/mug.html": "<!doctype html><title>Mug</title>",
        "store/404.html": "<!doctype html><title>Not here</title>",
        "tracker/ecomdash.js": SCRIPT,
        "tracker/ecomdash-vitals.js": "vitals()",
        "tracker/.secret.js": "no",
        "outside.txt": "no",
    }
    for name, text in files.items():
        path = web / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return web


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/?x=1", 200), ("/realtime", 404), ("/assets/old.js", 404)])
async def test_who_takes_anything_gets_the_first_page_but_no_page_for_a_file(
    shop: Shop, path: str, status: int
) -> None:
    async with shop.client() as client:
        answer = await client.get(path, headers={"accept": "*/*"})
    assert answer.status_code == status


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/", 200, "Dashboard"),
        ("/realtime", 200, "Dashboard"),
        ("/settings/sites?x=1", 200, "Dashboard"),
        ("/store/", 200, "Shop"),
        ("/store/products/mug", 200, "Mug"),
        ("/store/products/mug.html", 200, "Mug"),
        ("/store/nothing", 404, "Not here"),
        ("/favicon.svg", 200, "<svg/>"),
        ("/assets/app-1a2b3c.js", 200, "console"),
        ("/assets/app-old.js", 404, "not_found"),
        ("/ecomdash.js", 200, "console"),
        ("/analytics-sdk.js", 200, "console"),
        ("/ecomdash-vitals.js", 200, "vitals"),
        ("/api/nothing", 404, "not_found"),
    ],
)
async def test_what_is_where(shop: Shop, path: str, status: int, text: str) -> None:
    async with shop.client() as client:
        answer = await client.get(path, headers=HTML)
    assert answer.status_code == status
    assert text in answer.text


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize(
    "path",
    [
        "/../outside.txt",
        "/..%2foutside.txt",
        "/store/..%2f..%2foutside.txt",
        "/store/%2e%2e/outside.txt",
        "/store//etc/passwd",
        "/store/.hidden",
        "/.secret.js",
        "/store/a%00b",
        "/store/" + "a" * 5_000,
        "/..%5coutside.txt",
    ],
)
async def test_nothing_outside_is_served(shop: Shop, path: str) -> None:
    async with shop.client() as client:
        answer = await client.get(path)
    assert answer.status_code == 404
    assert answer.text != "no"


async def test_a_link_out_of_the_folder_is_not_followed(shop: Shop, web: Path) -> None:
    (web / "dashboard/leak.txt").symlink_to(web / "outside.txt")
    async with shop.client() as client:
        assert (await client.get("/leak.txt")).status_code == 404


@pytest.mark.usefixtures("web")
async def test_cache_rules(shop: Shop) -> None:
    async with shop.client() as client:
        page = await client.get("/", headers=HTML)
        asset = await client.get("/assets/app-1a2b3c.js")
        tracker = await client.get("/ecomdash.js")
        api = await client.get("/api/v1/auth/me")
        again = await client.get("/ecomdash.js", headers={"if-none-match": tracker.headers["etag"]})
    assert page.headers["cache-control"] == "no-cache"
    assert "immutable" in asset.headers["cache-control"]
    assert tracker.headers["cache-control"] == "public, max-age=3600"
    assert api.headers["cache-control"] == "no-store"
    assert (again.status_code, again.content) == (304, b"")


async def test_a_changed_file_is_read_again(shop: Shop, web: Path) -> None:
    async with shop.client() as client:
        before = await client.get("/ecomdash.js")
        file = web / "tracker/ecomdash.js"
        file.write_text("changed()")
        os_time = file.stat().st_mtime + 5
        __import__("os").utime(file, (os_time, os_time))
        after = await client.get("/ecomdash.js", headers={"if-none-match": before.headers["etag"]})
    assert (after.status_code, after.text) == (200, "changed()")


async def test_files_are_compressed_as_the_browser_can_take_it(shop: Shop, web: Path) -> None:
    (web / "tracker/ecomdash.js.br").write_bytes(b"pretend this is brotli")
    encodings = {"identity": None, "gzip, deflate": "gzip", "gzip, deflate, br": "br", "br;q=0, gzip": "gzip", "": None}
    bodies = {}
    async with shop.client() as client:
        for accepted, encoding in encodings.items():
            async with client.stream("GET", "/ecomdash.js", headers={"accept-encoding": accepted}) as answer:
                assert answer.headers.get("content-encoding") == encoding, accepted
                assert answer.headers["vary"] == "Accept-Encoding"
                bodies[encoding] = b"".join([part async for part in answer.aiter_raw()])
    assert bodies[None].decode() == gzip.decompress(bodies["gzip"]).decode() == SCRIPT
    assert bodies["br"] == b"pretend this is brotli"


@pytest.mark.usefixtures("web")
async def test_the_tracker_may_be_loaded_by_any_shop(shop: Shop) -> None:
    async with shop.client(origin="https://my.shop") as client:
        answer = await client.get("/ecomdash.js")
        page = await client.get("/", headers=HTML)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "access-control-allow-origin" not in page.headers


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize("path", ["/", "/store/", "/api/v1/auth/me", "/api/docs", "/ecomdash.js", "/nothing.png"])
async def test_security_headers_are_everywhere(shop: Shop, path: str) -> None:
    async with shop.client() as client:
        answer = await client.get(path, headers=HTML)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "referrer-policy" in answer.headers
    if path != "/ecomdash.js":
        policy = answer.headers.get("content-security-policy", "")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy
        assert "script-src 'self' 'unsafe-inline'" not in policy


@pytest.mark.parametrize(("path", "what"), [("/", "dashboard"), ("/store/", "demo storefront")])
async def test_before_the_build_a_page_says_what_to_do(shop: Shop, path: str, what: str) -> None:
    async with shop.client() as client:
        page = await client.get(path, headers=HTML)
        program = await client.get(path, headers={"accept": "application/json"})
    assert page.status_code == 503
    assert "make build" in page.text
    assert what in page.text
    assert program.status_code == 404


@pytest.mark.usefixtures("web")
async def test_head_has_no_body_and_store_without_slash_moves(shop: Shop) -> None:
    async with shop.client() as client:
        head = await client.head("/ecomdash.js")
        moved = await client.get("/store")
    assert (head.status_code, head.content) == (200, b"")
    assert (moved.status_code, moved.headers["location"]) == (308, "/store/")


async def test_the_reference_page_loads_nothing_from_elsewhere(shop: Shop) -> None:
    async with shop.client() as client:
        page = (await client.get("/api/docs")).text
        document = (await client.get("/api/openapi.json")).json()
    assert "/api/v1/analytics/query" in page
    assert "<script" not in page
    assert "http://" not in page
    assert "https://" not in page
    assert set(document["components"]["schemas"]) <= {part.split("'")[0] for part in page.split("id='")[1:]}
