"""The collector's addresses in the OpenAPI document; no FastAPI routes, so their shapes come from the events."""

from typing import Any, Final

import msgspec

from ecomdash.events import limits
from ecomdash.events.record import AnyHit

_REF: Final = "#/components/schemas/{name}"
_PROBLEM: Final = {
    "description": "A problem document (RFC 9457); `errors` names each refused event and field.",
    "content": {"application/problem+json": {"schema": {"$ref": _REF.format(name="Problem")}}},
}


def add_tracking(document: dict[str, Any], prefix: str) -> None:
    """Add both addresses and the shapes of all events to the OpenAPI document."""
    (event,), shapes = msgspec.json.schema_components([AnyHit], ref_template=_REF)
    document["components"]["schemas"] |= _with_number_amounts(shapes) | {
        "Receipt": _RECEIPT,
        "EventBatch": _batch(event),
    }
    document["paths"] |= {
        f"{prefix}/analytics/track/event": {"post": _operation("track_event", "One event.", event)},
        f"{prefix}/analytics/track/batch": {
            "post": _operation(
                "track_batch",
                f"Up to {limits.BATCH_EVENTS} events; the good ones are stored, the others named in the answer.",
                {"$ref": _REF.format(name="EventBatch")},
            )
        },
    }


def _operation(name: str, description: str, body: dict[str, Any]) -> dict[str, Any]:
    return {
        "tags": ["tracking"],
        "operationId": name,
        "summary": name.replace("_", " ").capitalize(),
        "description": f"{description} Read as JSON whatever the content type says, from any origin.",
        "parameters": [
            {"name": "X-Site-Key", "in": "header", "required": False, "schema": {"type": "string"},
             "description": "The site's public key, where the body has none."},
            {"name": "site_key", "in": "query", "required": False, "schema": {"type": "string"},
             "description": "The same, for senders that can set no header."},
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {
            "202": {
                "description": "Durable: what was accepted survives a crash from here on.",
                "content": {"application/json": {"schema": {"$ref": _REF.format(name="Receipt")}}},
            },
            "default": _PROBLEM,
        },
    }  # fmt: skip


def _batch(event: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": "EventBatch",
        "description": "`sent_at` is the sender's clock at sending, in milliseconds; it corrects the events' times.",
        "type": "object",
        "properties": {
            "site_key": {"type": "string"},
            "sent_at": {"type": "integer"},
            "events": {"type": "array", "items": event, "minItems": 1, "maxItems": limits.BATCH_EVENTS},
        },
        "required": ["events"],
        "additionalProperties": False,
    }


_RECEIPT: Final = {
    "title": "Receipt",
    "description": "What became of the events of one request.",
    "type": "object",
    "properties": {
        "accepted": {"type": "integer"},
        "rejected": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "index": {"type": "integer", "description": "Of the event in the batch."},
                    "reason": {"type": "string"},
                    "detail": {"type": "string"},
                    "field": {"type": "string"},
                },
                "required": ["index", "reason", "detail", "field"],
            },
        },
    },
    "required": ["accepted", "rejected"],
}


def _with_number_amounts(shape: Any) -> Any:
    """Decimals are described as text, but JSON numbers are taken as well, exactly."""
    if isinstance(shape, list):
        return [_with_number_amounts(one) for one in shape]
    if isinstance(shape, dict):
        if shape.get("format") == "decimal":
            return {**shape, "type": ["number", "string"]}
        return {key: _with_number_amounts(value) for key, value in shape.items()}
    return shape
