"""Logging in and out, who is asking, and the first run."""

import secrets
from typing import Annotated, Final

from fastapi import APIRouter, Cookie, Request, Response

from ecomdash.api import present, schemas
from ecomdash.api.access import COOKIE, Asker, PartsOf, Principal, is_from_this_machine, peer_of
from ecomdash.api.bodies import StrictRoute
from ecomdash.api.parts import Parts
from ecomdash.api.problems import ProblemError
from ecomdash.api.throttle import Throttle, network_of
from ecomdash.clock import US_PER_SECOND
from ecomdash.sites import logins, registry, users, validation
from ecomdash.sites.errors import Conflict, InvalidField
from ecomdash.sites.secrets import hash_password, password_matches

router = APIRouter(prefix="/auth", tags=["auth"], route_class=StrictRoute)

SessionCookie = Annotated[str | None, Cookie(alias=COOKIE, include_in_schema=False)]
ATTEMPTS_PER_ACCOUNT: Final = 5
ATTEMPTS_PER_ADDRESS: Final = 30


class LoginGuard:
    """Limits failed logins per account and address, and per address."""

    def __init__(self, parts: Parts) -> None:
        self._account = Throttle(parts.clock, ATTEMPTS_PER_ACCOUNT)
        self._address = Throttle(parts.clock, ATTEMPTS_PER_ADDRESS)

    def begin(self, account: str, address: str) -> None:
        """Count an attempt as failed until `succeeded` says otherwise, so that parallel ones count too."""
        wait = max(self._account.wait_seconds(account, address), self._address.wait_seconds(address))
        if wait:
            raise ProblemError(
                "too_many_requests",
                f"Too many failed logins; try again in {wait} seconds.",
                headers={"Retry-After": str(wait)},
            )
        self._account.failed(account, address)
        self._address.failed(address)

    def succeeded(self, account: str, address: str) -> None:
        self._account.succeeded(account, address)
        self._address.succeeded(address)


@router.post("/login")
async def login(credentials: schemas.Credentials, request: Request, response: Response, parts: PartsOf) -> schemas.Me:
    """Start a login session; the answer sets its cookie."""
    guard: LoginGuard = request.app.state.login_guard
    account, address = credentials.email.strip().lower(), network_of(_address(request, parts))
    guard.begin(account, address)
    async with parts.sites.read() as session:
        user = await users.by_email(session, account)
    if not await password_matches(user.password_hash if user else None, credentials.password):
        raise ProblemError("wrong_credentials", "The e-mail address or the password is wrong.")
    guard.succeeded(account, address)
    async with parts.sites.write() as session:
        user = await users.by_email(session, account)
        if user is None:
            raise ProblemError("wrong_credentials", "The e-mail address or the password is wrong.")
        secret = await logins.start(session, parts.clock.now(), user)
    _set_cookie(response, parts, secret)
    return await _me(request, parts, Principal(user.role, user.email, user.id))  # type: ignore[arg-type]  # only validated roles are written


@router.post("/logout", status_code=204)
async def logout(response: Response, parts: PartsOf, secret: SessionCookie = None) -> None:
    """End this login session; without one nothing happens."""
    if secret:
        async with parts.sites.write() as session:
            await logins.end(session, secret)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=parts.settings.secure_cookies)


@router.get("/me")
async def me(request: Request, asker: Asker, parts: PartsOf) -> schemas.Me:
    """Who is asking; open to everyone."""
    return await _me(request, parts, asker)


@router.post("/setup", status_code=201)
async def setup(wish: schemas.Setup, request: Request, response: Response, parts: PartsOf) -> schemas.Me:
    """Make the owner's account and the first site, and log in; only while there is no user, and not in demo mode."""
    async with parts.sites.read() as session:
        await _refuse_second_setup(parts, await users.any_user(session))
    if not is_from_this_machine(request, parts) and not _is_setup_token(parts, wish.setup_token):
        raise ProblemError("setup_token", "Give the setup token that the server printed when it started.")
    password_hash = await hash_password(validation.check_password(wish.password))
    now = parts.clock.now()
    async with (
        parts.sites.write() as session
    ):  # holds the write lock, so that of two set-ups one finds the other's user
        await _refuse_second_setup(parts, await users.any_user(session))
        user = await users.create(session, now, "setup", email=wish.email, password_hash=password_hash, role="owner")
        try:
            await registry.create(session, now, user.email, wish.site.model_dump())
        except InvalidField as wrong:
            raise InvalidField(f"site.{wrong.field}", wrong.message) from wrong
        secret = await logins.start(session, now, user)
    _set_cookie(response, parts, secret)
    return await _me(request, parts, Principal("owner", user.email, user.id))


async def _refuse_second_setup(parts: Parts, done: bool) -> None:
    if parts.settings.demo:
        raise Conflict("the server runs in demo mode; start it without to set it up")
    if done:
        raise Conflict("the server is set up already; log in")


def _is_setup_token(parts: Parts, given: str | None) -> bool:
    return bool(parts.setup_token and given) and secrets.compare_digest(
        parts.setup_token.encode(), (given or "").strip().encode()
    )


async def _me(request: Request, parts: Parts, asker: Principal) -> schemas.Me:
    async with parts.sites.read() as session:
        needs_setup = not parts.settings.demo and not await users.any_user(session)
        user = await users.get(session, asker.user_id) if asker.user_id is not None else None
    return schemas.Me(
        authenticated=asker.role not in {"nobody", "demo"},
        needs_setup=needs_setup,
        setup_token_required=needs_setup and not is_from_this_machine(request, parts),
        demo=parts.settings.demo,
        demo_progress=parts.demo_progress(),
        demo_traffic=parts.settings.demo and parts.settings.demo_traffic,
        user=present.user_out(user) if user else None,
        version=present.version(),
    )


def _set_cookie(response: Response, parts: Parts, secret: str) -> None:
    response.set_cookie(
        COOKIE,
        secret,
        max_age=logins.LIFETIME_US // US_PER_SECOND,
        httponly=True,
        samesite="lax",
        secure=parts.settings.secure_cookies,
    )


def _address(request: Request, parts: Parts) -> str:
    return parts.proxies.client(peer_of(request), ",".join(request.headers.getlist("x-forwarded-for")))
