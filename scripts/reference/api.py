"""The page of the HTTP API, from its OpenAPI document, its sockets and its kinds of problems."""

from collections import defaultdict
from typing import Any

from starlette.routing import WebSocketRoute

from ecomdash.api import live, problems
from ecomdash.api.app import PREFIX
from ecomdash.events.record import TYPES
from reference import shapes
from reference.markdown import anchor, code, doc, link, page, section, table

# shape -> heading on the page of events
_ELSEWHERE = {hit.__name__: name for name, hit in TYPES.items()} | {"Item": "item"}


def api(document: dict[str, Any]) -> str:
    """The page of the OpenAPI `document`; the shapes of events have one of their own."""
    tags: dict[str, list[str]] = defaultdict(list)
    index = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            (tag,) = operation["tags"]
            title = f"{method.upper()} {path}"
            tags[tag].append(_operation(title, operation))
            index.append((link(code(title), anchor(title)), _first_sentence(operation.get("description", ""))))
    schemas = document["components"]["schemas"]
    batch = schemas["EventBatch"]["properties"]["events"]["items"]
    return _link_events(
        page(
            "API",
            f"Version {document['info']['version']}. The running server has this page at {code('/api/docs')} and the "
            f"OpenAPI document at {code('/api/openapi.json')}; {code('ecomdash openapi')} prints it.",
            table(("Address", "What it does"), index),
            *(section(f"{tag.capitalize()} endpoints", *operations) for tag, operations in tags.items()),
            section("WebSocket", *_sockets()),
            section(
                "Problems",
                doc(problems),
                _problems(),
                f"Refused events have {link('reasons', 'events.md#outcomes')} of their own, as types of the same form.",
            ),
            section("Shapes", *(_shape(name, schemas[name]) for name in sorted(schemas.keys() - _ELSEWHERE))),
        ),
        shapes.kind(batch),
    )


def _link_events(text: str, every: str) -> str:
    """Let the names of events' shapes point to the page that has them; `every` is how all of them are listed."""
    text = text.replace(every, link("any event", "events.md"))
    for name, heading in _ELSEWHERE.items():
        text = text.replace(link(name, anchor(name)), link(name, f"events.md{anchor(heading)}"))
    return text


def _first_sentence(text: str) -> str:
    return text.partition("\n")[0]


def _operation(title: str, operation: dict[str, Any]) -> str:
    parameters = [
        (code(one["name"]), one["in"], shapes.kind(one["schema"]), "yes" if one.get("required") else "",
         shapes.limits(one["schema"]), shapes.default(one["schema"]), one.get("description", ""))
        for one in operation.get("parameters", [])
    ]  # fmt: skip
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    answers = [
        (code(status), _content(answer), answer["description"].replace("Successful Response", ""))
        for status, answer in operation["responses"].items()
        if status != "default"
    ]
    return section(
        title,
        operation.get("description", ""),
        table(("Parameter", "In", "Type", "Required", "Limits", "Default", "Meaning"), parameters),
        f"Body: {shapes.kind(body)}" if body else "",
        table(("Answer", "Body", "Meaning"), answers),
        level=3,
    )


def _content(answer: dict[str, Any]) -> str:
    return ", ".join(shapes.kind(content["schema"]) for content in answer.get("content", {}).values())


def _sockets() -> list[str]:
    return [
        section(f"WS {PREFIX}{route.path}", doc(route.endpoint), level=3)
        for route in live.router.routes
        if isinstance(route, WebSocketRoute)
    ]


def _problems() -> str:
    rows = [(code(f"/problems/{name}"), str(kind.status), kind.title) for name, kind in problems.KINDS.items()]
    return table(("Type", "Status", "Title"), rows)


def _shape(name: str, schema: dict[str, Any]) -> str:
    description = " ".join(schema.get("description", "").split())
    return section(name, description, shapes.fields(schema), level=3)
