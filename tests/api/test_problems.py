"""Every error is a problem document that says what was wrong with which field, and nothing about the inside."""

import json
from typing import Any

import pytest
from tests.api.shop import API, Shop

from ecomdash.api import schemas
from ecomdash.api.problems import KINDS, MEDIA_TYPE, problem_of
from ecomdash.query.question import QuestionError
from ecomdash.sites import registry
from ecomdash.sites.errors import DatabaseAway
from ecomdash.store.protocol import QueryTimeout, StoreUnavailable

QUERY = f"{API}/analytics/query"


def _check(answer: Any, status: int, kind: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    document: dict[str, Any] = answer.json()
    schemas.Problem.model_validate(document)
    assert (document["type"], document["status"]) == (f"/problems/{kind}", status)
    assert document["title"] == KINDS[kind].title
    return document


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("GET", "/api", 404, "not_found"),
        ("GET", "/api/v2/catalog", 404, "not_found"),
        ("POST", "/api/v1/nothing", 404, "not_found"),
        ("DELETE", "/api/v1/catalog", 405, "method_not_allowed"),
        ("PUT", "/api/v1/analytics/query", 405, "method_not_allowed"),
        ("POST", "/somewhere", 405, "method_not_allowed"),
        ("GET", "/missing.png", 404, "not_found"),
        ("GET", "/api/v1/users", 401, "unauthenticated"),
        ("GET", "/api/v1/sites/", 404, "not_found"),
    ],
)
async def test_addresses_and_methods(shop: Shop, method: str, path: str, status: int, kind: str) -> None:
    async with shop.client() as client:
        answer = await client.request(method, path)
    _check(answer, status, kind)
    if status == 405:
        assert answer.headers["allow"]
    if status == 401:
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "metrics"),
        ({"metrics": []}, "metrics"),
        ({"metrics": "visitors"}, "metrics"),
        ({"metrics": ["visitors"], "limit": 0}, "limit"),
        ({"metrics": ["visitors"], "limit": 10**9}, "limit"),
        ({"metrics": ["visitors"], "offset": -1}, "offset"),
        ({"metrics": ["visitors"], "metrics2": 1}, "metrics2"),
        ({"metrics": ["visitors"], "range": {"preset": "fortnight"}}, "range.preset"),
        ({"metrics": ["visitors"], "range": {"from": "2026-13-01", "to": "2026-01-01"}}, "range.from"),
        ({"metrics": ["visitors"], "range": {"from": "2026-01-01"}}, "range.to"),
        ({"metrics": ["visitors"], "filters": {"field": "country", "op": "like", "values": ["x"]}}, "filters.op"),
        ({"metrics": ["visitors"], "filters": {"field": "country"}}, "filters.values"),
        ({"metrics": ["visitors"], "filters": {"and": [{"field": "a", "values": []}]}}, "filters.and.0.values"),
        ({"metrics": ["visitors"], "filters": {"not": {"or": [{"x": 1}]}}}, "filters.not.or.0.field"),
        ({"metrics": ["visitors"] * 21}, "metrics"),
        ({"metrics": ["visitors"], "order": [{"field": "visitors", "direction": "up"}]}, "order.0.direction"),
        ({"metrics": ["visitors"], "comparison": "last_week"}, "comparison"),
        ([], "body"),
        ("visitors", "body"),
        (None, "body"),
    ],
)
async def test_a_wrong_field_is_pointed_at(demo: Shop, body: Any, field: str) -> None:
    async with demo.client() as client:
        answer = await client.post(QUERY, json=body)
    document = _check(answer, 422, "invalid_request")
    assert field in {error["field"] for error in document["errors"]}, document
    assert not any(error.get("pointer", "/").count("<") for error in document["errors"])


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"{'a': 1}", b"\xff\xfe", b'{"metrics": [NaN}', b"[" * 100_000, b'{"metrics":["\xed\xa0\x80"]}'],
)
async def test_what_is_not_json_is_refused(demo: Shop, body: bytes) -> None:
    async with demo.client() as client:
        answer = await client.post(QUERY, content=body, headers={"content-type": "application/json"})
    assert answer.status_code in {400, 422}, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE


async def test_a_body_of_another_kind_is_refused(demo: Shop) -> None:
    async with demo.client() as client:
        answer = await client.post(QUERY, content=b'{"metrics":["visitors"]}', headers={"content-type": "text/plain"})
    _check(answer, 422, "invalid_request")


async def test_a_body_over_a_megabyte_is_refused(demo: Shop) -> None:
    async with demo.client() as client:
        answer = await client.post(QUERY, content=b" " * 1_000_001, headers={"content-type": "application/json"})
    _check(answer, 413, "too_large")


async def test_filters_may_not_nest_without_end(demo: Shop) -> None:
    def nested(depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {"field": "country", "values": ["GB"]}
        for _ in range(depth):
            found = {"not": found}
        return found

    async with demo.client() as client:
        for depth in (9, 50, 300, 5_000):
            body = (
                json.dumps({"metrics": ["visitors"]})[:-1]
                + ', "filters": '
                + "".join(['{"not":' * depth, '{"field":"country","values":["GB"]}', "}" * depth, "}"])
            )
            answer = await client.post(QUERY, content=body, headers={"content-type": "application/json"})
            assert answer.status_code in {400, 422}, (depth, answer.text[:200])
            assert answer.headers["content-type"] == MEDIA_TYPE


async def test_query_parameters_are_checked_like_bodies(demo: Shop) -> None:
    cases = {
        "preset=fortnight": "preset",
        "from=2026-01-01": "to",
        "to=2026-01-01": "from",
        "preset=7d&from=2026-01-01&to=2026-01-02": "preset",
        "from=2026-01-02&to=2026-01-01": "range",
        "prset=7d": "prset",
        "filters={": "filters",
        'filters={"field":"country"}': "filters.values",
        "site=" + "x" * 200: "site",
    }
    async with demo.client() as client:
        for query, field in cases.items():
            answer = await client.get(f"{API}/analytics/summary?{query}")
            assert answer.status_code == 422, (query, answer.text)
            assert answer.json()["errors"][0]["field"] == field, (query, answer.text)


async def test_an_error_inside_says_nothing_about_the_inside(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("secret detail /etc/passwd")

    await shop.add_user("ann@example.com", "owner")
    client = await shop.log_in("ann@example.com")
    monkeypatch.setattr(registry, "every", fail)
    answer = await client.get(f"{API}/sites")
    document = _check(answer, 500, "internal")
    assert "secret" not in answer.text
    assert document["errors"] == []
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_password_is_not_echoed(shop: Shop) -> None:
    async with shop.client() as client:
        answer = await client.post(f"{API}/auth/login", json={"email": "a@b.c", "password": ["hunter2hunter2"]})
    _check(answer, 422, "invalid_request")
    assert "hunter2" not in answer.text


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (QuestionError("metrics.0", "there is no metric x"), 422, "invalid_question"),
        (QueryTimeout(), 504, "query_timeout"),
        (StoreUnavailable(), 503, "unavailable"),
        (DatabaseAway("inside"), 503, "unavailable"),
        (ZeroDivisionError("inside"), 500, "internal"),
    ],
)
def test_what_the_rooms_raise(error: Exception, status: int, kind: str) -> None:
    problem = problem_of(error)
    assert (KINDS[problem.kind].status, problem.kind) == (status, kind)
    assert "inside" not in problem.detail
    if status == 503:
        assert problem.headers is not None
        assert "Retry-After" in problem.headers
