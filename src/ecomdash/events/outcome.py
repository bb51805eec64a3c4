"""The one outcome each event ends in, and the closed list of reasons for the bad ones."""

from enum import StrEnum


class Outcome(StrEnum):
    """How an event ended: in the tables, left out by a rule, or refused at the door."""

    STORED = "stored"
    DROPPED = "dropped"
    REJECTED = "rejected"


class DropReason(StrEnum):
    """Why an accepted event is not in the tables."""

    BOT = "bot"  # stored apart in bot_events
    DUPLICATE_EVENT = "duplicate_event"
    DUPLICATE_ORDER = "duplicate_order"
    UNREADABLE = "unreadable"  # a log record that this version cannot decode
    NOT_A_PAGE = "not_a_page"  # importers: images, scripts, feeds
    NOT_SUCCESSFUL = "not_successful"  # importers: redirects and errors
    STOCK_MOVEMENT = "stock_movement"  # importers: an invoice with nothing sold


class RejectReason(StrEnum):
    """Why the collector refused an event; each is a problem type of the API."""

    MALFORMED = "malformed"
    INVALID_FIELD = "invalid_field"
    UNKNOWN_FIELD = "unknown_field"
    TOO_LARGE = "too_large"
    TOO_MANY_EVENTS = "too_many_events"
    TOO_OLD = "too_old"
    UNKNOWN_SITE = "unknown_site"
    OPTED_OUT = "opted_out"  # DNT, where the site respects it; GPC takes consent away and refuses nothing
    DISK_FULL = "disk_full"  # or the log's own servers are away: to be sent again
