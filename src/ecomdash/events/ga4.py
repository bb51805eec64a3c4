"""What a Google Analytics 4 data layer says otherwise than the events here, or beyond them; pure data.

Source: https://developers.google.com/analytics/devguides/collection/ga4/reference/events. The documents tell it in the
docstrings of hit.py, page.py and commerce.py.
"""

from typing import Final

EVENT_TYPES: Final = {"page_view": "pageview"}
"""GA4's name of an event -> its name here."""

PAGE: Final = {"page_location": "url", "page_title": "title", "page_referrer": "referrer"}
"""GA4's name of a field that every event has -> its name here, over which it wins: trackers fill that by themselves."""

ALIASES: Final = {"transaction_id": "order_id", "item_list_name": "list_name"}
"""GA4's name of a field -> its name here."""

STAND_INS: Final = {"item_list_id": "list_name"}
"""Fields of GA4's that are taken for one here when neither its GA4 name nor its own is given."""

LEFT_OUT: Final = frozenset({
    "affiliation", "creative_name", "creative_slot", "customer_type", "debug_mode", "event_timeout", "item_list_id",
    "item_list_name", "location_id", "non_interaction", "send_to", "shipping", "tax",
})  # fmt: skip
"""Fields of commerce events that are taken and left out, wherever the event has no such field here."""

LEFT_OUT_OF_ITEMS: Final = frozenset({
    "affiliation", "creative_name", "creative_slot", "google_business_vertical", "item_category2", "item_category3",
    "item_category4", "item_category5", "item_list_id", "item_list_name", "location_id", "promotion_id",
    "promotion_name",
})  # fmt: skip
"""The same for the items of an event."""

NUMBERS_AS_TEXT: Final = frozenset({
    "coupon", "customer_id", "event_id", "form_id", "item_id", "item_variant", "list_name", "order_id", "promotion_id",
    "session_id", "visitor_id",
})  # fmt: skip
"""Identifiers: text here, for which whole numbers are taken too."""

TEXT_AS_NUMBERS: Final = frozenset({"index", "quantity"})
"""Counts of items, for which text such as "2" and numbers such as 2.0 are taken too."""
