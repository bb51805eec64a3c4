"""Every error of the API as an RFC 9457 problem document; the kinds are a closed list, `/problems/<kind>`."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ecomdash.query.question import QuestionError
from ecomdash.sites.errors import Conflict, DatabaseAway, InvalidField, Missing
from ecomdash.store.protocol import QueryTimeout, StoreUnavailable

MEDIA_TYPE: Final = "application/problem+json"


class Kind(msgspec.Struct, frozen=True):
    """One kind of problem: its status and its title, which is the same for every occurrence."""

    status: int
    title: str


KINDS: Final[Mapping[str, Kind]] = {
    "malformed": Kind(400, "The request cannot be read"),
    "invalid_request": Kind(422, "The request has wrong fields"),
    "invalid_question": Kind(422, "The question cannot be answered"),
    "unauthenticated": Kind(401, "This needs a login or a token"),
    "wrong_credentials": Kind(401, "The e-mail address or the password is wrong"),
    "forbidden": Kind(403, "This is not allowed with this login or token"),
    "cross_origin": Kind(403, "The request comes from another site"),
    "setup_token": Kind(403, "The setup token is missing or wrong"),
    "not_found": Kind(404, "There is no such thing"),
    "method_not_allowed": Kind(405, "This address does not take this method"),
    "conflict": Kind(409, "The change contradicts what is there"),
    "too_large": Kind(413, "The request is too large"),
    "too_many_requests": Kind(429, "Too many attempts"),
    "internal": Kind(500, "Something went wrong here"),
    "unavailable": Kind(503, "A part of the server is not available now"),
    "query_timeout": Kind(504, "The question takes too long"),
}

_BY_STATUS: Final = {
    400: "malformed", 401: "unauthenticated", 403: "forbidden", 404: "not_found", 405: "method_not_allowed",
    409: "conflict", 413: "too_large", 422: "invalid_request", 429: "too_many_requests", 503: "unavailable",
}  # fmt: skip


class FieldError(msgspec.Struct, frozen=True, omit_defaults=True):
    """One wrong field; `pointer` is a JSON pointer (RFC 6901) into the body."""

    field: str
    detail: str
    pointer: str | None = None


class ProblemError(Exception):
    """Answer this problem; `kind` is one of KINDS."""

    def __init__(
        self,
        kind: str,
        detail: str,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.errors = errors
        self.headers = headers

    def response(self) -> Response:
        """The document as a response."""
        kind = KINDS[self.kind]
        document: dict[str, Any] = {
            "type": f"/problems/{self.kind}",
            "title": kind.title,
            "status": kind.status,
            "detail": self.detail,
        }
        document["errors"] = list(self.errors)
        return Response(
            msgspec.json.encode(document), status_code=kind.status, headers=self.headers, media_type=MEDIA_TYPE
        )


def _field_errors(error: RequestValidationError) -> list[FieldError]:
    """Pydantic's errors without the input, which may hold a password."""
    return [_field_error(tuple(one["loc"]), str(one["msg"])) for one in error.errors()[:50]]


def _field_error(location: tuple[str | int, ...], message: str) -> FieldError:
    place, *path = location
    steps = [str(step) for step in path if step not in _SHAPES]
    message = message.removeprefix("Value error, ")
    if place != "body":
        return FieldError(".".join(steps) or str(place), message)
    pointer = "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)
    return FieldError(".".join(steps) or "body", message, pointer)


# where the document may have several shapes, the path has the tag of the shape (schemas.py), which is not part of it
_SHAPES: Final = {"<field>", "<and>", "<or>", "<not>", "<preset>", "<custom>", "<named>"}


def problem_of(error: Exception) -> ProblemError:
    """The problem that an exception is answered with; anything unknown is `internal`, without its message."""
    match error:
        case ProblemError():
            return error
        case RequestValidationError():
            return _validation_problem(error)
        case QuestionError(field=field, message=message):
            return ProblemError("invalid_question", message, [FieldError(field, message)])
        case InvalidField(field=field, message=message):
            pointer = "/" + field.replace(".", "/")
            return ProblemError("invalid_request", f"{field} {message}", [FieldError(field, message, pointer)])
        case Missing():
            return ProblemError("not_found", f"{error.args[0]}")
        case Conflict():
            return ProblemError("conflict", str(error))
        case QueryTimeout():
            return ProblemError(
                "query_timeout", "The question took too long; ask for a shorter range or fewer filters."
            )
        case StoreUnavailable():
            return ProblemError(
                "unavailable", "The event store cannot answer now; try again shortly.", headers={"Retry-After": "5"}
            )
        case DatabaseAway():
            return ProblemError(
                "unavailable",
                "The configuration database cannot answer now; try again shortly.",
                headers={"Retry-After": "5"},
            )
        case HTTPException(status_code=status, detail=detail, headers=headers):
            return ProblemError(_BY_STATUS.get(status, "malformed"), _sentence(status, detail), headers=headers)
        case _:
            return ProblemError("internal", "The server met an error; its log has the details.")


def _validation_problem(error: RequestValidationError) -> ProblemError:
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        reason = first.get("ctx", {}).get("error", "it cannot be read")
        return ProblemError("malformed", f"The body is not valid JSON: {reason}.")
    errors = _field_errors(error)
    return ProblemError("invalid_request", f"{errors[0].field}: {errors[0].detail}", errors)


def _sentence(status: int, detail: str) -> str:
    match status:
        case 404:
            return "There is nothing at this address."
        case 405:
            return "This address does not take this method."
        case _:
            return str(detail)


async def answer_problem(_request: Request, error: Exception) -> Response:
    """Exception handler for everything that is raised."""
    return problem_of(error).response()
