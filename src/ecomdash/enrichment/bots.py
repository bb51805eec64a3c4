"""Says whether an agent is a machine's: crawlers, previews, headless browsers, uptime checks, libraries."""

import re
from functools import lru_cache

from ua_parser import parse

from ecomdash.enrichment.vendored import data

NO_AGENT = "no agent"

_BOT = re.compile("|".join(data("bots.json")), re.IGNORECASE)
_PRODUCT = re.compile(r"[A-Za-z][\w.\-]*(?= ?/)|[A-Za-z][\w\-]{2,}")
_LETTERS = re.compile(r"[\w.\-]*")


@lru_cache(maxsize=8_192)
def bot_name(agent: str) -> str:
    """The name a bot gives itself in `agent`, or '' for a browser; an empty agent is a bot too.

    The patterns are those of the isbot package.
    """
    if not agent.strip() or agent == "-":
        return NO_AGENT
    found = _BOT.search(agent)
    return _name(agent, found) if found else ""


def _name(agent: str, found: re.Match[str]) -> str:
    """What ua-parser calls it, else the word around the match, else the first product named."""
    parsed = parse(agent)
    if parsed.user_agent and parsed.device and parsed.device.family == "Spider":
        return str(parsed.user_agent.family)
    word = _around(agent, found).partition("/")[0]
    if len(word) > 2 and "http" not in word.lower() and "." not in word:
        return word[:64]
    if parsed.user_agent:
        return str(parsed.user_agent.family)
    product = _PRODUCT.search(agent)
    return product[0][:64] if product else agent[:64]


def _around(agent: str, found: re.Match[str]) -> str:
    start, end = found.span()
    if end - start > 40:
        return ""
    before = _LETTERS.match(agent[:start][::-1])
    after = _LETTERS.match(agent, end)
    assert before is not None
    assert after is not None
    return agent[start - before.end() : after.end()].strip(" /;().-|")
