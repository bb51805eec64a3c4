"""What the sender is told: 202 with the count, or a problem document (RFC 9457) that names each fault."""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from ecomdash.collector.faults import STATUS, TITLE, Rejection
from ecomdash.events.outcome import RejectReason

JSON = b"application/json"
PROBLEM = b"application/problem+json"
RETRY_AFTER = b"30"  # seconds

_encode = msgspec.json.Encoder().encode


class Answer(Struct, frozen=True):
    """Status, body and content type; `headers` are further ones."""

    status: int
    body: bytes = b""
    content_type: bytes = JSON
    headers: Sequence[tuple[bytes, bytes]] = ()


_ONE = Answer(202, b'{"accepted":1,"rejected":[]}')


def answer(accepted: int, rejections: Sequence[Rejection]) -> Answer:
    """The answer for that many accepted events and these refused ones; at least one of the two.

    Where the log had no room for some, the answer is 503, although others are durable: senders repeat a request, not
    a part of it, and an event that comes again with its id counts once.
    """
    if not rejections:
        return _ONE if accepted == 1 else Answer(202, b'{"accepted":%d,"rejected":[]}' % accepted)
    no_room = next((one for one in rejections if one.reason is RejectReason.DISK_FULL), None)
    if accepted and no_room is None:
        listed = [
            {"index": one.index, "reason": one.reason, "detail": one.detail, "field": one.field} for one in rejections
        ]
        return Answer(202, _encode({"accepted": accepted, "rejected": listed}))
    # A sender that may succeed later must know it, whatever else is right or wrong.
    first = no_room or rejections[0]
    others = len(rejections) - 1
    detail = f"{first.detail} {others} more events were refused." if others else first.detail
    if accepted:
        detail += " The rest is kept: sent again, those with an event_id still count once."
    return problem(first.reason, detail, rejections)


def problem(
    reason: RejectReason, detail: str, rejections: Sequence[Rejection] = (), status: int | None = None
) -> Answer:
    """A problem document of that reason; `errors` lists the events' faults."""
    headers = [(b"retry-after", RETRY_AFTER)] if reason is RejectReason.DISK_FULL else []
    document: Mapping[str, object] = {
        "type": f"/problems/{reason.value}",
        "title": TITLE[reason],
        "status": status or STATUS[reason],
        "detail": detail,
        "errors": [{"index": one.index, "field": one.field, "detail": one.detail} for one in rejections],
    }
    return Answer(status or STATUS[reason], _encode(document), PROBLEM, headers)


def _plain(status: int, name: str, title: str, detail: str) -> Answer:
    document = {"type": f"/problems/{name}", "title": title, "status": status, "detail": detail, "errors": []}
    return Answer(status, _encode(document), PROBLEM)


NOT_ALLOWED = msgspec.structs.replace(
    _plain(405, "method_not_allowed", "This address does not take this method", "Events are sent by POST."),
    headers=[(b"allow", b"POST, OPTIONS")],
)
INTERNAL = _plain(500, "internal", "Something went wrong here", "The server met an error; its log has the details.")

_WAITING = "The server is starting or waits for what it needs; send it again later."
NOT_YET = msgspec.structs.replace(
    _plain(503, "unavailable", "A part of the server is not available now", _WAITING),
    headers=[(b"retry-after", RETRY_AFTER)],
)

BAD_TOKEN_DETAIL = "The token is unknown or was revoked."  # noqa: S105 - a sentence
TOKEN_MAY_NOT_DETAIL = "This token may not send events; that takes one with the scope ingest."  # noqa: S105 - another

BAD_TOKEN = msgspec.structs.replace(
    _plain(401, "unauthenticated", "This needs a login or a token", BAD_TOKEN_DETAIL),
    headers=[(b"www-authenticate", b"Bearer")],
)
TOKEN_MAY_NOT = _plain(403, "forbidden", "This is not allowed with this login or token", TOKEN_MAY_NOT_DETAIL)
