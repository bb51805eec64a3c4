"""The API reference at /api/docs: one page made from the OpenAPI document, with nothing loaded from anywhere."""

from html import escape
from typing import Any

_HEAD = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>EcomDash API</title><style>
:root{color-scheme:light dark}
body{font:15px/1.6 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem}
code{font-family:ui-monospace,monospace;font-size:.92em}
summary{cursor:pointer;padding:.4rem 0}
details{border-top:1px solid #8884}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1rem}
td,th{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-top:1px solid #8882}
b.m{display:inline-block;min-width:4.2rem}
</style></head><body>"""


def reference_page(document: dict[str, Any]) -> str:
    """The whole reference as HTML."""
    operations = [
        _operation(method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    shapes = [_shape(name, schema) for name, schema in sorted(document["components"]["schemas"].items())]
    return (
        f"{_HEAD}<h1>EcomDash API {escape(document['info']['version'])}</h1>"
        f"<p>The document behind this page: <a href='/api/openapi.json'>/api/openapi.json</a>. "
        f"Errors are problem documents (RFC 9457).</p>"
        f"<h2>Addresses</h2>{''.join(operations)}<h2>Shapes</h2>{''.join(shapes)}</body></html>"
    )


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    rows = [
        (one["name"], _type(one.get("schema", {})), one.get("description", ""))
        for one in operation.get("parameters", [])
    ]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if body:
        rows.append(("body", _type(body), ""))
    for status, response in operation["responses"].items():
        rows += [
            (f"answer {status}", _type(content.get("schema", {})), response.get("description", ""))
            for content in response.get("content", {}).values()
        ]
    return (
        f"<details><summary><b class=m>{method.upper()}</b> <code>{escape(path)}</code></summary>"
        f"<p>{escape(operation.get('description', ''))}</p>{_table(rows)}</details>"
    )


def _shape(name: str, schema: dict[str, Any]) -> str:
    rows = [(field, _type(one), one.get("description", "")) for field, one in schema.get("properties", {}).items()]
    return (
        f"<details id='{escape(name)}'><summary><code>{escape(name)}</code></summary>"
        f"<p>{escape(schema.get('description', ''))}</p>{_table(rows)}</details>"
    )


def _table(rows: list[tuple[str, str, str]]) -> str:
    cells = (
        f"<tr><td><code>{escape(name)}</code></td><td>{kind}</td><td>{escape(text)}</td></tr>"
        for name, kind, text in rows
    )
    return f"<table>{''.join(cells)}</table>" if rows else ""


def _type(schema: dict[str, Any]) -> str:
    """A schema in one line of HTML."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f"<a href='#{name}'>{name}</a>"
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return " or ".join(dict.fromkeys(_type(one) for one in schema[several]))
    if "enum" in schema:
        return " | ".join(f"<code>{escape(str(value))}</code>" for value in schema["enum"])
    if "const" in schema:
        return f"<code>{escape(str(schema['const']))}</code>"
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    kind = schema.get("type", "any")
    return escape(schema.get("format") or (" or ".join(kind) if isinstance(kind, list) else kind))
