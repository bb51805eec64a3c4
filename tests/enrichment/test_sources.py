"""Source, channel and referrer of a visit, as a table of landing addresses and referrers."""

import pytest
from tests.enrichment.making import SITE, accepted, hit

from ecomdash.enrichment.acquisition import referrer_of
from ecomdash.enrichment.draft import VISIT_FIELDS
from ecomdash.enrichment.pipeline import enrich
from ecomdash.enrichment.site_rules import SiteRules
from ecomdash.enrichment.vendored import data
from ecomdash.enrichment.visits import VISIT_STEPS, open_visit
from ecomdash.events.page import Pageview
from ecomdash.events.site import Site
from ecomdash.store.tables import VISIT_COLUMNS


def visit(url: str, referrer: str | None = None, site: Site = SITE) -> dict[str, str]:
    [draft] = enrich(SiteRules(site), accepted(hit(Pageview(url=url, referrer=referrer))))
    return dict(zip(VISIT_FIELDS, open_visit(draft), strict=True))


HOME = "https://shop.example/"

# referrer -> source, channel, referrer column
REFERRERS = {
    None: ("Direct", "Direct", ""),
    "": ("Direct", "Direct", ""),
    "https://www.google.com/": ("Google", "Organic Search", "google.com"),
    "https://www.google.co.uk/search": ("Google", "Organic Search", "google.co.uk/search"),
    "https://www.bing.com/": ("Bing", "Organic Search", "bing.com"),
    "https://duckduckgo.com/": ("DuckDuckGo", "Organic Search", "duckduckgo.com"),
    "https://www.ecosia.org/search?q=mug": ("Ecosia", "Organic Search", "ecosia.org/search"),
    "https://search.brave.com/": ("Brave Search", "Organic Search", "search.brave.com"),
    "https://yandex.ru/": ("Yandex", "Organic Search", "yandex.ru"),
    "https://www.baidu.com/link": ("Baidu", "Organic Search", "baidu.com/link"),
    "https://docs.google.com/document/d/1": ("docs.google.com", "Referral", "docs.google.com/document/d/1"),
    "https://l.facebook.com/": ("Facebook", "Organic Social", "l.facebook.com"),
    "https://www.instagram.com/": ("Instagram", "Organic Social", "instagram.com"),
    "https://t.co/abc": ("X", "Organic Social", "t.co/abc"),
    "https://www.reddit.com/r/mugs/": ("Reddit", "Organic Social", "reddit.com/r/mugs"),
    "https://www.pinterest.de/pin/1": ("Pinterest", "Organic Social", "pinterest.de/pin/1"),
    "https://www.youtube.com/": ("YouTube", "Organic Video", "youtube.com"),
    "https://chatgpt.com/": ("ChatGPT", "AI Assistants", "chatgpt.com"),
    "https://gemini.google.com/app": ("Gemini", "AI Assistants", "gemini.google.com/app"),
    "https://www.perplexity.ai/search": ("Perplexity", "AI Assistants", "perplexity.ai/search"),
    "https://claude.ai/chat/1": ("Claude", "AI Assistants", "claude.ai/chat/1"),
    "https://copilot.microsoft.com/": ("Copilot", "AI Assistants", "copilot.microsoft.com"),
    "https://www.bing.com/chat": ("Copilot", "AI Assistants", "bing.com/chat"),
    "https://www.amazon.de/": ("Amazon", "Organic Shopping", "amazon.de"),
    "https://www.idealo.co.uk/": ("Idealo", "Organic Shopping", "idealo.co.uk"),
    "https://mail.google.com/": ("Gmail", "Email", "mail.google.com"),
    "https://outlook.live.com/": ("Outlook", "Email", "outlook.live.com"),
    "https://blog.example.org/best-mugs/?id=7#x": ("blog.example.org", "Referral", "blog.example.org/best-mugs"),
    "https://www.blog.example.org": ("blog.example.org", "Referral", "blog.example.org"),
    "https://www.cnn.com/": ("cnn.com", "Referral", "cnn.com"),
    "android-app://com.google.android.googlequicksearchbox/": (
        "Google", "Organic Search", "com.google.android.googlequicksearchbox",
    ),
    "android-app://com.google.android.gm": ("Gmail", "Email", "com.google.android.gm"),
    "android-app://com.linkedin.android/": ("LinkedIn", "Organic Social", "com.linkedin.android"),
    "android-app://com.openai.chatgpt": ("ChatGPT", "AI Assistants", "com.openai.chatgpt"),
    "android-app://org.unknown.app": ("org.unknown.app", "Referral", "org.unknown.app"),
    # never a source
    "https://shop.example/mugs": ("Direct", "Direct", ""),
    "https://www.shop.example/mugs": ("Direct", "Direct", ""),
    "https://checkout.shop.example/": ("Direct", "Direct", ""),
    "https://www.paypal.com/checkoutnow": ("Direct", "Direct", ""),
    "https://checkout.stripe.com/c/pay": ("Direct", "Direct", ""),
    "https://pay.klarna.com/": ("Direct", "Direct", ""),
    "https://shop.app/checkout": ("Direct", "Direct", ""),
    "https://live.adyen.com/hpp": ("Direct", "Direct", ""),
    "https://accounts.google.com/": ("Direct", "Direct", ""),
    # no address at all
    "about:blank": ("Direct", "Direct", ""),
    "javascript:alert(1)": ("Direct", "Direct", ""),
    "http://[broken": ("Direct", "Direct", ""),
    "file:///C:/x.html": ("Direct", "Direct", ""),
}  # fmt: skip


@pytest.mark.parametrize(("referrer", "expected"), REFERRERS.items())
def test_referrers(referrer: str | None, expected: tuple[str, str, str]) -> None:
    found = visit(HOME, referrer)
    assert (found["source"], found["channel"], found["referrer"]) == expected


GOOGLE = "https://www.google.com/"

# query, referrer -> source, channel
CAMPAIGNS = [
    ("utm_source=newsletter&utm_medium=email", None, "newsletter", "Email"),
    ("utm_source=newsletter&utm_medium=email", GOOGLE, "newsletter", "Email"),
    ("UTM_Source=google&utm_medium=CPC", None, "Google", "Paid Search"),
    ("utm_source=adwords&utm_medium=ppc", None, "Google", "Paid Search"),
    ("utm_source=google&utm_medium=organic", None, "Google", "Organic Search"),
    ("utm_source=facebook&utm_medium=paid_social", None, "Facebook", "Paid Social"),
    ("utm_source=fb&utm_medium=social", None, "Facebook", "Organic Social"),
    ("utm_source=ig", None, "Instagram", "Organic Social"),
    ("utm_source=youtube&utm_medium=cpv", None, "YouTube", "Paid Video"),
    ("utm_source=youtube&utm_medium=cpc", None, "YouTube", "Paid Video"),
    ("utm_source=idealo.de&utm_medium=cpc", None, "Idealo", "Paid Shopping"),
    ("utm_source=partner&utm_medium=cpc&utm_campaign=shopping_de", None, "partner", "Paid Shopping"),
    ("utm_source=partner&utm_medium=cpc&utm_campaign=workshop", None, "partner", "Paid Other"),
    ("utm_source=partner&utm_medium=cpc&utm_campaign=e-shop", None, "partner", "Paid Shopping"),
    ("utm_source=partner&utm_medium=cpc", None, "partner", "Paid Other"),
    ("utm_source=partner&utm_medium=banner", None, "partner", "Display"),
    ("utm_source=partner&utm_medium=affiliate", None, "partner", "Affiliates"),
    ("utm_source=partner&utm_medium=referral", None, "partner", "Referral"),
    ("utm_source=spotify&utm_medium=audio", None, "spotify", "Audio"),
    ("utm_source=sms", None, "sms", "SMS"),
    ("utm_source=app&utm_medium=push", None, "app", "Mobile Push Notifications"),
    ("utm_source=google&utm_medium=cpc&utm_campaign=Cross-Network", None, "Google", "Cross-network"),
    ("utm_source=chatgpt.com", None, "ChatGPT", "AI Assistants"),
    ("utm_source=flyer", None, "flyer", "Unassigned"),
    ("utm_source=flyer&utm_medium=paper", None, "flyer", "Unassigned"),
    ("utm_medium=email", None, "Direct", "Email"),
    ("utm_campaign=summer", GOOGLE, "Google", "Organic Search"),
    ("ref=producthunt", None, "producthunt", "Unassigned"),
    ("gclid=abc", None, "Google", "Paid Search"),
    ("gclid=abc", GOOGLE, "Google", "Paid Search"),
    ("gclid=", GOOGLE, "Google", "Organic Search"),
    ("gbraid=abc", None, "Google", "Paid Search"),
    ("msclkid=abc", None, "Bing", "Paid Search"),
    ("fbclid=abc", None, "Facebook", "Organic Social"),
    ("ttclid=abc", None, "TikTok", "Paid Social"),
    ("dclid=abc", None, "Google", "Display"),
    ("srsltid=abc", GOOGLE, "Google Shopping", "Organic Shopping"),
    ("mc_cid=abc", None, "Mailchimp", "Email"),
    ("awc=1", None, "Awin", "Affiliates"),
    ("utm_source=partner&gclid=abc", None, "partner", "Paid Other"),
    ("utm_source=facebook&fbclid=abc&utm_medium=cpc", None, "Facebook", "Paid Social"),
    ("utm_source=&utm_medium=", GOOGLE, "Google", "Organic Search"),
    ("%zz&&==&utm_source=%ff", None, "\ufffd", "Unassigned"),
]


@pytest.mark.parametrize(("query", "referrer", "source", "channel"), CAMPAIGNS)
def test_campaigns(query: str, referrer: str | None, source: str, channel: str) -> None:
    found = visit(f"{HOME}?{query}", referrer)
    assert (found["source"], found["channel"]) == (source, channel)


def test_campaign_columns_are_as_sent() -> None:
    found = visit(f"{HOME}?utm_source=FB&utm_medium=Social&utm_campaign=Summer+Sale&utm_content=a%2Fb&utm_term=mug")
    assert found["source"] == "Facebook"
    assert [found[f"utm_{name}"] for name in ("source", "medium", "campaign", "content", "term")] == [
        "FB", "Social", "Summer Sale", "a/b", "mug",
    ]  # fmt: skip


def test_the_page_s_own_domain_is_no_source_even_when_the_site_names_none() -> None:
    nameless = Site(id=1, key="k", name="n")
    assert visit("https://www.mystore.co.uk/", "https://blog.mystore.co.uk/x", nameless)["source"] == "Direct"
    assert visit("https://a.myshopify.com/", "https://b.myshopify.com/", nameless)["source"] == "b.myshopify.com"


def test_the_site_s_own_rules_come_first() -> None:
    ruled = Site(
        id=1, key="k", name="n",
        channel_rules=(
            ("utm_campaign", "(", "Broken"), ("nonsense", ".*", "Nowhere"), ("source", "^google$", "Search Team"),
            ("referrer", r"blog\.example", "Bloggers"),
        ),
    )  # fmt: skip
    assert visit(HOME, "https://www.google.com/", ruled)["channel"] == "Search Team"
    assert visit(HOME, "https://blog.example.org/", ruled)["channel"] == "Bloggers"
    assert visit(HOME, "https://other.example.org/", ruled)["channel"] == "Referral"


def test_every_channel_of_the_grouping_is_reachable() -> None:
    reached = {channel for _, _, _, channel in CAMPAIGNS} | {channel for _, channel, _ in REFERRERS.values()}
    rules = data("channels.toml")
    assert reached == {*(rule["channel"] for rule in rules["rule"]), rules["default"]}


def test_a_referrer_is_host_and_path_without_query() -> None:
    assert referrer_of("https://user:pw@WWW.Example.ORG:8080/a/b/?secret=1#frag") == ("example.org", "/a/b")


def test_the_steps_tell_the_columns_in_their_order() -> None:
    assert tuple(name for _, columns in VISIT_STEPS for name in columns) == VISIT_FIELDS == VISIT_COLUMNS
    [draft] = enrich(SiteRules(SITE), accepted(hit(Pageview())))
    assert [len(step(draft)) for step, _ in VISIT_STEPS] == [len(columns) for _, columns in VISIT_STEPS]
