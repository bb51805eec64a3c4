"""Why a change to the configuration was refused; the API answers each as its own problem."""


class InvalidField(ValueError):  # noqa: N818 - names what is wrong
    """A value cannot be used; `field` names it, `message` says what it must be."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


class Missing(LookupError):  # noqa: N818 - names the state
    """There is no such site, user or token."""


class Conflict(Exception):  # noqa: N818 - names the state
    """The change contradicts what is there, e.g. an e-mail address in use; the message says how."""


class NewerDatabase(Exception):  # noqa: N818 - names the state
    """The configuration database was written by a newer version of EcomDash; this one must not touch it."""


class DatabaseAway(Exception):  # noqa: N818 - names the state, which may pass
    """The configuration database cannot be reached or cannot answer now; the message is for the operator."""
