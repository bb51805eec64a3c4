"""How this program was started, for messages that say what to type instead."""

import os
import shlex

MAKE_TARGET = "MAKE_TARGET"  # the Makefile says so in the environment


def again(*options: str, command: str = "serve") -> str:
    """The command that was given, with these options: `make run ARGS="..."` or `ecomdash serve ...`.

    `command` is its name, and those of its options that stay.
    """
    target = os.environ.get(MAKE_TARGET)
    name, *kept = command.split()
    words = shlex.join([*kept, *options])
    return f'make {target} ARGS="{words}"' if target else f"ecomdash {name} {words}"
