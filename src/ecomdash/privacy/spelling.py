"""One spelling for what people read alike: percent-escapes, wide digits, special spaces and dashes, invisible marks."""

from urllib.parse import unquote

_DECODINGS = 3  # how often a text may be percent-encoded over itself
_SPACES = (*range(32), 127, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
_DASHES = (*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63)
_INVISIBLE = (0xAD, *range(0x200B, 0x2010), *range(0x2060, 0x2065), 0xFEFF)
_WIDE = range(0xFF01, 0xFF5F)  # the ASCII characters as East Asian keyboards type them
_PLAIN: dict[int, str | None] = {
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_INVISIBLE),
    **{code: chr(code - 0xFEE0) for code in _WIDE},
}
_CONTROLS = dict.fromkeys((*range(32), 127), " ")


def without_controls(text: str) -> str:
    """The text with a space for each control character."""
    return text.translate(_CONTROLS)


def decoded(text: str) -> str:
    """The text without percent-escapes, as far as they stand for UTF-8."""
    for _ in range(_DECODINGS):
        if "%" not in text:
            break
        text, before = unquote(text), text
        if text == before:
            break
    return text


def plain(text: str) -> str:
    """The text as the patterns of personal data expect it."""
    return decoded(text).translate(_PLAIN)
