"""The engagement family: what a visitor did on a page, and for how long it was in front."""

from ecomdash.events.hit import Hit, Milliseconds, Name, Percent, Text, Url


class Engagement(Hit, kw_only=True, tag="engagement"):
    """Foreground time on this page and the deepest scroll, both since the last engagement event.

    `engaged_ms` is milliseconds in the foreground, of which 30 minutes are counted at most; `scroll_depth` is percent
    of the page's height.
    """

    engaged_ms: Milliseconds = 0
    scroll_depth: Percent | None = None


class Custom(Hit, kw_only=True, tag="custom"):
    """The shop's own event, with a name of its choosing."""

    name: Name


class OutboundLink(Hit, kw_only=True, tag="outbound_link"):
    """A link to another site was followed."""

    target_url: Url


class FileDownload(Hit, kw_only=True, tag="file_download"):
    """A file was downloaded."""

    target_url: Url


class FormSubmit(Hit, kw_only=True, tag="form_submit"):
    """A form was submitted; only its identity is sent, never what was typed."""

    form_id: Text | None = None


class Search(Hit, kw_only=True, tag="search"):
    """The shop's own search was used."""

    search_term: Text
