"""How large an accepted thing may be; every limit of the wire format is named here once."""

from typing import Final

from ecomdash.clock import US_PER_DAY, US_PER_HOUR, US_PER_MINUTE

BODY_BYTES: Final = 1_000_000
BATCH_EVENTS: Final = 100
ITEMS: Final = 200
ID_CHARS: Final = 128
NAME_CHARS: Final = 120
TEXT_CHARS: Final = 500
URL_CHARS: Final = 2_048
AGENT_CHARS: Final = 1_024
PROPERTIES: Final = 50
PROPERTY_KEY_CHARS: Final = 64
PROPERTY_TEXT_CHARS: Final = 1_000
MONEY: Final = 1_000_000_000  # absolute bound of one amount, in major currency units
DIMENSION_PIXELS: Final = 65_535
DURATION_MS: Final = 24 * 3_600_000

LATE_US: Final = 48 * US_PER_HOUR  # how far back an event may lie without a secret key
DEDUP_US: Final = 7 * US_PER_DAY  # how long the same event_id is recognised
SESSION_GAP_US: Final = 30 * US_PER_MINUTE
ENGAGED_MS: Final = SESSION_GAP_US // 1_000  # counted of one event: after a longer one its visit would be over
BOUNCE_MS: Final = 10_000  # engaged time from which a one-page session is not a bounce
