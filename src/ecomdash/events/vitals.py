"""The vitals family: how fast a page felt, by the Web Vitals definitions (web.dev/vitals)."""

from typing import Annotated

from msgspec import Meta

from ecomdash.events.hit import Hit

VitalMs = Annotated[float, Meta(ge=0, le=600_000)]


class WebVitals(Hit, tag="web_vitals"):
    """The values measured on one page so far; each is sent once. Times in milliseconds, `cls` without unit."""

    lcp_ms: VitalMs | None = None
    inp_ms: VitalMs | None = None
    cls: Annotated[float, Meta(ge=0, le=1_000)] | None = None
    fcp_ms: VitalMs | None = None
    ttfb_ms: VitalMs | None = None
    fid_ms: VitalMs | None = None
