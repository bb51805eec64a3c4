"""Machines are told from people by their agent, and named."""

import pytest
from tests.enrichment.making import CHROME, IPHONE

from ecomdash.enrichment.bots import NO_AGENT, bot_name

BOTS = {
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)": "Googlebot",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)": "bingbot",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; GPTBot/1.2; +https://openai.com/gptbot": "GPTBot",
    "Mozilla/5.0 (compatible; ClaudeBot/1.0; +claudebot@anthropic.com)": "ClaudeBot",
    "Mozilla/5.0 (compatible; PerplexityBot/1.0; +https://perplexity.ai/perplexitybot)": "PerplexityBot",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)": "AhrefsBot",
    "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)": "YandexBot",
    "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)": "Baiduspider",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)": "FacebookBot",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36": (
        "HeadlessChrome"
    ),
    "Mozilla/5.0 (Linux; Android 11) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36 Chrome-Lighthouse": (
        "Chrome-Lighthouse"
    ),
    "Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)": "PingdomBot",
    "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)": "UptimeRobot",
    "python-requests/2.32.0": "python-requests",
    "curl/8.5.0": "curl",
    "Wget/1.21.4": "Wget",
    "Go-http-client/2.0": "Go-http-client",
    "Java/17.0.1": "Java",
    "WhatsApp/2.23.20.0": "WhatsApp",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)": "Slackbot-LinkExpanding",
    "": NO_AGENT,
    "   ": NO_AGENT,
    "-": NO_AGENT,
}
PEOPLE = [
    CHROME,
    IPHONE,
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15",
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 13; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 "
    "Chrome/121.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21F79 "
    "Instagram 334.0.4.32.98 (iPhone14,5; iOS 17_5; en_GB; en; scale=3.00; 1170x2532; 609775437)",
    "Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/UQ1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
    "Chrome/126.0.0.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/468.0.0.0;]",
    "Mozilla/5.0 (PlayStation; PlayStation 5/2.26) AppleWebKit/605.1.15 Version/13.0 Safari/605.1.15",
]


@pytest.mark.parametrize(("agent", "name"), BOTS.items())
def test_bots_are_recognised_and_named(agent: str, name: str) -> None:
    assert bot_name(agent) == name


@pytest.mark.parametrize("agent", PEOPLE)
def test_people_are_not_bots(agent: str) -> None:
    assert bot_name(agent) == ""


@pytest.mark.parametrize("agent", ["\x00", "é" * 1024, "(" * 1000, "a" * 1024, "%" * 500, "http" * 250])
def test_odd_agents_have_bounded_names(agent: str) -> None:
    assert len(bot_name(agent)) <= 64
