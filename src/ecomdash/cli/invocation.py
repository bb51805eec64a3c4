"""How this program was started, for messages that say what to type instead."""

import os
import shlex

MAKE_TARGET = "MAKE_TARGET"  # the Makefile says so in the environment


def again(*options: str) -> str:
    """The command that was given, with these options: `make run ARGS="..."` or `ecomdash serve ...`."""
    words = shlex.join(options)
    target = os.environ.get(MAKE_TARGET)
    return f'make {target} ARGS="{words}"' if target else f"ecomdash serve {words}"
