"""Why something was refused, in words: a closed reason, the field, and a sentence for a person."""

import re

import msgspec
from msgspec import Struct

from ecomdash.collector.words import demand
from ecomdash.events.outcome import RejectReason

STATUS: dict[RejectReason, int] = {
    RejectReason.MALFORMED: 400,
    RejectReason.INVALID_FIELD: 422,
    RejectReason.UNKNOWN_FIELD: 422,
    RejectReason.TOO_LARGE: 413,
    RejectReason.TOO_MANY_EVENTS: 422,
    RejectReason.TOO_OLD: 422,
    RejectReason.UNKNOWN_SITE: 403,
    RejectReason.OPTED_OUT: 403,
    RejectReason.DISK_FULL: 503,
}

TITLE: dict[RejectReason, str] = {
    RejectReason.MALFORMED: "The body cannot be read",
    RejectReason.INVALID_FIELD: "A field has a value it cannot have",
    RejectReason.UNKNOWN_FIELD: "A field is not known",
    RejectReason.TOO_LARGE: "The body is too large",
    RejectReason.TOO_MANY_EVENTS: "The batch has too many events",
    RejectReason.TOO_OLD: "The event is too old",
    RejectReason.UNKNOWN_SITE: "The site key is not known",
    RejectReason.OPTED_OUT: "The visitor asks not to be tracked",
    RejectReason.DISK_FULL: "The server cannot keep events now",
}


class Fault(Exception):  # noqa: N818 - as a value it is one of the answers, not an error of the program
    """An event, or a whole body, is refused. `field` is a path into the event such as `items[0].price`, or ''.

    `events` is how many are refused, as far as that is known. `event_type` and `site_key` are the event's, where they
    could be read.
    """

    def __init__(self, reason: RejectReason, detail: str, field: str = "", events: int = 1) -> None:
        super().__init__(detail)
        self.reason, self.detail, self.field, self.events = reason, detail, field, events
        self.event_type = ""
        self.site_key: str | None = None


class Rejection(Struct, frozen=True):
    """A refused event, or `events` of them at once; `index` is its place in the batch.

    `event_type` and `site_key` are '' and `site_id` is 0 where unknown.
    """

    index: int
    reason: RejectReason
    detail: str
    field: str
    events: int = 1
    event_type: str = ""
    site_id: int = 0
    site_key: str = ""


UNREADABLE = (msgspec.MsgspecError, ValueError, OverflowError, RecursionError)
"""What decoders raise for bodies that are none; `fault_of` puts each into words."""

_NO_SUCH_TYPE = (
    "There is no such event type. An event with a name of your own is `custom` with a `name`: "
    "ecomdash('event', 'newsletter_signup') in the browser."
)
_PLACE = re.compile(r" - at (?:`key` in )?`\$\.?(.*?)`$")
_NAMED = re.compile(r"(?:unknown field|missing required field) `(.*)`", re.DOTALL)


def fault_of(error: Exception, what: str = "The body") -> Fault:
    """The fault that a decoding error of `what` stands for; raises what it does not know.

    No message quotes a value, since values may be personal; a name that the sender chose is cut.
    """
    match error:
        case RecursionError():
            return Fault(RejectReason.MALFORMED, "The body is nested too deeply.")
        case UnicodeError():
            return Fault(RejectReason.MALFORMED, "The body is not valid UTF-8.")
        case msgspec.ValidationError():
            return _invalid(str(error), what)
        case msgspec.DecodeError():
            return Fault(RejectReason.MALFORMED, f"The body is not valid JSON: {_sentence(str(error))}")
        case ValueError() | OverflowError():  # a whole number with thousands of digits
            return Fault(RejectReason.INVALID_FIELD, "A number is out of range.")
        case _:
            raise error


def _invalid(message: str, what: str) -> Fault:
    place = _PLACE.search(message)
    path = place.group(1) if place else ""
    text = message[: place.start()] if place else message
    if named := _NAMED.search(text):
        name = named.group(1)[:64]
        field = f"{path}.{name}" if path else name
        if text.startswith("Object contains unknown field"):
            return Fault(RejectReason.UNKNOWN_FIELD, f"There is no field `{name}` here.", field)
        return Fault(RejectReason.INVALID_FIELD, f"The field `{name}` is required.", field)
    if path == "event_type" and text.startswith("Invalid value"):
        return Fault(RejectReason.INVALID_FIELD, _NO_SUCH_TYPE, path)
    if not path:
        return Fault(RejectReason.INVALID_FIELD, f"{what} {demand(text, '')}.")
    name = path.rpartition(".")[2]
    subject = f"A name in `{path}`" if place and "`key` in" in place.group() else f"`{path}`"
    return Fault(RejectReason.INVALID_FIELD, f"{subject} {demand(text, name)}.", path)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
