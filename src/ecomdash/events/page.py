"""The page family: a page was shown, or could not be."""

from ecomdash.events.hit import Hit


class Pageview(Hit, tag="pageview"):
    """A page was shown, by a load or by a route change. GA4's `page_view` is taken for it."""


class PageNotFound(Hit, tag="page_not_found"):
    """The shop answered with its 'not found' page."""
