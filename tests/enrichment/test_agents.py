"""Device, browser and system, from agents alone and with client hints."""

import pytest
from tests.enrichment.making import CHROME, IPHONE

from ecomdash.enrichment.agents import Agent, parse_agent

IPAD = (
    "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 "
    "Mobile/15E148 Safari/604.1"
)
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0"
ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 {}Safari/537.36"
EDGE = CHROME + " Edg/126.0.0.0"
TV = "Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) Version/6.0 TV Safari/537.36"
PS5 = "Mozilla/5.0 (PlayStation; PlayStation 5/2.26) AppleWebKit/605.1.15 Version/13.0 Safari/605.1.15"

AGENTS = {
    CHROME: Agent("desktop", "Chrome", "126", "Windows", "10"),
    EDGE: Agent("desktop", "Edge", "126", "Windows", "10"),
    IPHONE: Agent("mobile", "Safari", "17", "iOS", "17.5"),
    IPAD: Agent("tablet", "Safari", "16", "iOS", "16.6"),
    MAC: Agent("desktop", "Safari", "17", "macOS", "10.15"),
    FIREFOX: Agent("desktop", "Firefox", "127", "Linux", ""),
    ANDROID.format("Mobile "): Agent("mobile", "Chrome", "126", "Android", "10"),
    ANDROID.format(""): Agent("tablet", "Chrome", "126", "Android", "10"),
    TV: Agent("tv", "Safari", "6", "Tizen", "6.0"),
    PS5: Agent("console", "Safari", "13", "", ""),
    "Mozilla/5.0": Agent("other", "", "", "", ""),
    "": Agent(),
}


@pytest.mark.parametrize(("agent", "expected"), AGENTS.items())
def test_agents_alone(agent: str, expected: Agent) -> None:
    assert parse_agent(agent, {}) == expected


BRAVE = {
    "sec-ch-ua": '"Brave";v="126", "Chromium";v="126", "Not/A)Brand";v="8"',
    "sec-ch-ua-mobile": "?0",
    "sec-ch-ua-platform": '"macOS"',
}


def test_hints_know_better_than_the_agent() -> None:
    chrome_on_mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36"
    assert parse_agent(chrome_on_mac, BRAVE) == Agent("desktop", "Brave", "126", "macOS", "10.15")
    assert parse_agent(CHROME, BRAVE) == Agent("desktop", "Brave", "126", "macOS", "")


def test_a_mobile_hint_makes_it_a_phone() -> None:
    assert parse_agent(ANDROID.format(""), {"sec-ch-ua-mobile": "?1"}).device == "mobile"


@pytest.mark.parametrize(
    "hints", [{"sec-ch-ua": "nonsense"}, {"sec-ch-ua": '"";v=""'}, {"sec-ch-ua-platform": '"Unknown"'}]
)
def test_senseless_hints_are_ignored(hints: dict[str, str]) -> None:
    assert parse_agent(CHROME, hints) == AGENTS[CHROME]
