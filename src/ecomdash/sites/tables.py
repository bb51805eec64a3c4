"""The tables of the configuration database. Times are microseconds UTC; what one logs in with is stored as a hash."""

from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, ForeignKey, Integer, LargeBinary, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Constraints are named, so that migrations can speak of them."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[list[str]]: JSON,
        bytes: LargeBinary,
    }


class SiteRow(Base):
    """A site; ids are never given out twice, since events keep them. `retired_at`: deleted, its data is going."""

    __tablename__ = "sites"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy reads it as a plain dict

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(128), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    domains: Mapped[list[str]]
    timezone: Mapped[str] = mapped_column(String(64))
    currency: Mapped[str] = mapped_column(String(3))
    consent_mode: Mapped[str] = mapped_column(String(16))
    respect_gpc: Mapped[bool]
    respect_dnt: Mapped[bool]
    query_params: Mapped[list[str]]
    vitals: Mapped[bool]
    automated_browsers: Mapped[bool]
    rates: Mapped[dict[str, Any]]  # currency -> price of one unit, decimal as text
    channel_rules: Mapped[list[list[str]]]
    created_at: Mapped[int] = mapped_column(BigInteger)
    retired_at: Mapped[int | None] = mapped_column(BigInteger)


class UserRow(Base):
    """A person who may log in; `email` is in lower case, `password_hash` is Argon2id in PHC form."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[int] = mapped_column(BigInteger)
    last_login_at: Mapped[int | None] = mapped_column(BigInteger)


class LoginRow(Base):
    """One login session."""

    __tablename__ = "login_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[int] = mapped_column(BigInteger)


class TokenRow(Base):
    """One API token; `scope` is read, ingest or admin."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    scope: Mapped[str] = mapped_column(String(16))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created_at: Mapped[int] = mapped_column(BigInteger)
    last_used_at: Mapped[int | None] = mapped_column(BigInteger)


class AuditRow(Base):
    """Who (`actor`) did what (`action`) to what (`subject`); rows are only ever added."""

    __tablename__ = "audit_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[int] = mapped_column(BigInteger, index=True)
    actor: Mapped[str] = mapped_column(String(254))
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(254))


class SecretRow(Base):
    """What the processes of an installation share and nobody else knows, where they share no folder."""

    __tablename__ = "installation_secrets"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[bytes]


class SaltRow(Base):
    """The salt of one UTC day (days since 1970-01-01); deleted two days later."""

    __tablename__ = "visitor_salts"

    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    salt: Mapped[bytes]


class NoteRow(Base):
    """A visitor (by the salt of `day`) who was there around the midnight that ends `day`; ids grow with time."""

    __tablename__ = "midnight_visitors"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    day: Mapped[int] = mapped_column(index=True)
    visitor_id: Mapped[int] = mapped_column(BigInteger)
    seen_at: Mapped[int] = mapped_column(BigInteger)
