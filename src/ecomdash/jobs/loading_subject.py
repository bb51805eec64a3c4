"""What an event is about, in the words a person reads in the feed: a product, a search term, a link's host."""

import msgspec

from ecomdash.enrichment.draft import Draft
from ecomdash.enrichment.pages import split
from ecomdash.events.commerce import Commerce, Purchase, Refund, ViewItemList

_PROMOTIONS = frozenset({"view_promotion", "select_promotion"})


def subject_of(draft: Draft) -> str:
    """The subject of an event that is being loaded."""
    hit = draft.hit
    listed = (hit.list_name or "") if isinstance(hit, ViewItemList) else ""
    items = hit.items if isinstance(hit, Commerce) and not isinstance(hit, (Purchase, Refund)) else None
    product = (items[0].item_name or items[0].item_id) if items else ""
    told = draft.search_term or draft.target_url
    return subject(draft.event_type, draft.name, told, listed or product, draft.properties)


def subject(event_type: str, name: str, told: str, shown: str, properties: str | None) -> str:
    """The subject by an event's columns, its `name` where none tells more.

    `told` is the search term or the target address, `shown` the list or else a product it names.
    """
    if event_type == "search":
        return told or name
    if event_type == "outbound_link":
        address = split(told)
        return (address.host if address else "") or name
    if event_type == "file_download":
        return told.partition("?")[0].rstrip("/").rpartition("/")[2] or name
    if event_type in _PROMOTIONS:
        given = msgspec.json.decode(properties) if properties else {}
        return str(given.get("promotion_name") or given.get("promotion_id") or name)
    return shown or name
