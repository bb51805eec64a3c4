"""The site an event belongs to, as the value that collector, loader and questions are handed."""

from decimal import Decimal
from typing import Final, Literal

from msgspec import Struct

DEMO_SITE: Final = "demo"  # the key of the demo mode's site
ConsentMode = Literal["required", "implied", "never-store"]


class Site(Struct, frozen=True, kw_only=True):
    """One shop and its policy.

    `key` is the public site key in the script tag. `rates` gives, per foreign currency, the price of one unit of it in
    `currency`. `domains` are the shop's own hosts, which never count as a source. With
    `automated_browsers` headless browsers are visitors too, for a shop under test; crawlers never are.
    """

    id: int
    key: str
    name: str
    domains: tuple[str, ...] = ()
    timezone: str = "UTC"
    currency: str = "EUR"
    consent_mode: ConsentMode = "required"
    respect_gpc: bool = True
    respect_dnt: bool = False
    query_params: tuple[str, ...] = ()
    vitals: bool = True
    automated_browsers: bool = False
    rates: dict[str, Decimal] = {}
    channel_rules: tuple[
        tuple[str, str, str], ...
    ] = ()  # (field, regular expression, channel), before the default ones
