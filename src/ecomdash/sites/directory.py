"""What the collector and the loader need to know of the sites, in memory, so that no event waits for a database."""

from decimal import Decimal

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ecomdash.clock import US_PER_MINUTE
from ecomdash.events.site import Site
from ecomdash.sites.secrets import digest
from ecomdash.sites.tables import SiteRow, TokenRow


class Token(Struct, frozen=True):
    """An API token, without its secret; `scope` is read, ingest or admin."""

    id: int
    name: str
    scope: str


class _Snapshot(Struct, frozen=True):
    by_key: dict[str, Site]
    by_id: dict[int, Site]
    tokens: dict[bytes, Token]


class SiteDirectory:
    """One snapshot, replaced as a whole after each change; reading is safe from any thread."""

    def __init__(self, demo_key: str | None = None) -> None:
        self._demo_key = demo_key
        self._snapshot = _Snapshot({}, {}, {})
        self._noted: dict[int, int] = {}

    def by_key(self, key: str | None) -> Site | None:
        """The site of a public key; with no key the demo site in demo mode."""
        key = self._demo_key if key is None else key
        return None if key is None else self._snapshot.by_key.get(key)

    def by_id(self, site_id: int) -> Site | None:
        return self._snapshot.by_id.get(site_id)

    def all(self) -> tuple[Site, ...]:
        """Every site, oldest first."""
        return tuple(self._snapshot.by_id.values())

    def token(self, secret: str) -> Token | None:
        """The API token with that secret, while it is not revoked."""
        return self._snapshot.tokens.get(digest(secret))

    def is_trusted_token(self, secret: str) -> bool:
        """Whether the secret lets its holder send old and server-side events."""
        token = self.token(secret)
        return token is not None and token.scope in {"ingest", "admin"}

    def note_use(self, token_id: int, now: int) -> bool:
        """Whether this use of the token is to be written down; once a minute is enough."""
        if now - self._noted.get(token_id, -US_PER_MINUTE) < US_PER_MINUTE:
            return False
        self._noted[token_id] = now
        return True

    async def refresh(self, session: AsyncSession) -> None:
        """Replace the snapshot by what the database says now."""
        rows = (await session.scalars(select(SiteRow).where(SiteRow.retired_at.is_(None)).order_by(SiteRow.id))).all()
        sites = [as_site(row) for row in rows]
        tokens = (await session.scalars(select(TokenRow))).all()
        self._snapshot = _Snapshot(
            by_key={site.key: site for site in sites},
            by_id={site.id: site for site in sites},
            tokens={row.token_hash: Token(row.id, row.name, row.scope) for row in tokens},
        )


def as_site(row: SiteRow) -> Site:
    """The value that collector, loader and questions are handed."""
    return Site(
        id=row.id,
        key=row.key,
        name=row.name,
        domains=tuple(row.domains),
        timezone=row.timezone,
        currency=row.currency,
        consent_mode=row.consent_mode,  # type: ignore[arg-type]  # only validated modes are written
        respect_gpc=row.respect_gpc,
        respect_dnt=row.respect_dnt,
        query_params=tuple(row.query_params),
        vitals=row.vitals,
        automated_browsers=row.automated_browsers,
        rates={currency: Decimal(rate) for currency, rate in row.rates.items()},
        channel_rules=tuple((rule[0], rule[1], rule[2]) for rule in row.channel_rules),
    )
