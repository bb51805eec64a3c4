"""Rows of the configuration database as the API shows them."""

from datetime import UTC, datetime

import ecomdash
from ecomdash.api import schemas
from ecomdash.sites.tables import AuditRow, SiteRow, TokenRow, UserRow


def moment(microseconds: int) -> datetime:
    """Microseconds UTC as a time."""
    seconds, rest = divmod(microseconds, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)


def moment_or_none(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else moment(microseconds)


def snippet(row: SiteRow, address: str) -> str:
    """The tag to paste, saying what differs from the tracker's own defaults."""
    attributes = [f'data-api-key="{row.key}"']
    if row.consent_mode != "required":
        attributes.append(f'data-consent="{row.consent_mode}"')
    if not row.respect_gpc:
        attributes.append('data-respect-gpc="off"')
    if row.respect_dnt:
        attributes.append("data-respect-dnt")
    if not row.vitals:
        attributes.append('data-vitals="off"')
    return f'<script defer src="{address}/ecomdash.js" {" ".join(attributes)}></script>'


def site_out(row: SiteRow, address: str, span: tuple[int, int] | None, *, known: bool = True) -> schemas.SiteOut:
    """`address` is where visitors reach this server; `span` is when its first and latest events came, microseconds.

    Not `known` where the event store could not say.
    """
    first, last = span or (None, None)
    return schemas.SiteOut(
        id=row.id,
        key=row.key,
        name=row.name,
        domains=row.domains,
        timezone=row.timezone,
        currency=row.currency,
        consent_mode=row.consent_mode,  # type: ignore[arg-type]  # only validated modes are written
        respect_gpc=row.respect_gpc,
        respect_dnt=row.respect_dnt,
        query_params=row.query_params,
        vitals=row.vitals,
        automated_browsers=row.automated_browsers,
        rates=row.rates,
        created_at=moment(row.created_at),
        snippet=snippet(row, address),
        first_event_at=moment_or_none(first),
        last_event_at=moment_or_none(last),
        events_known=known,
    )


def user_out(row: UserRow) -> schemas.UserOut:
    return schemas.UserOut(
        id=row.id,
        email=row.email,
        role=row.role,  # type: ignore[arg-type]  # only validated roles are written
        created_at=moment(row.created_at),
        last_login_at=moment_or_none(row.last_login_at),
    )


def token_out(row: TokenRow, secret: str | None = None) -> schemas.TokenOut:
    return schemas.TokenOut(
        id=row.id,
        name=row.name,
        scope=row.scope,  # type: ignore[arg-type]  # only validated scopes are written
        created_at=moment(row.created_at),
        last_used_at=moment_or_none(row.last_used_at),
        token=secret,
    )


def audit_entry(row: AuditRow) -> schemas.AuditEntry:
    return schemas.AuditEntry(at=moment(row.at), actor=row.actor, action=row.action, subject=row.subject)


def version() -> str:
    return ecomdash.__version__
