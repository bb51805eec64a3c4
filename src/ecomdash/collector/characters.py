"""Mends texts that were cut in the middle of a character, which browsers send as half a surrogate pair."""

import re

# a pair of escapes, half of one, or any other escape (a backslash may be escaped itself)
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL
)


def with_whole_characters(body: bytes) -> bytes:
    """The JSON text with U+FFFD for each half of a character that stands alone, as a browser would show it.

    JSON.stringify writes such halves as escapes (ECMA-262, QuoteJSONString); decoders refuse the whole text for them.
    """
    if b"\\ud" not in body and b"\\uD" not in body:
        return body
    return _ESCAPE.sub(lambda found: b"\\ufffd" if found[1] else found[0], body)
