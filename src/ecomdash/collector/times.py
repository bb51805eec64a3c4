"""When an event happened, by the server's clock."""

from ecomdash.collector.faults import Fault
from ecomdash.events import limits
from ecomdash.events.outcome import RejectReason


def occurred(*, received_at: int, occurred_ms: int | None, sent_ms: int | None, trusted: bool) -> int:
    """Microseconds UTC of an event that says its time and the time of sending in milliseconds of its own clock.

    occurred = received - (sent - occurred): the sender's clock may be wrong by any amount, only its differences count.
    Without the time of sending its clock is believed, but never into the future. Raises Fault for what is older than
    48 hours, unless `trusted`.
    """
    if occurred_ms is None:
        return received_at
    at = occurred_ms * 1_000
    if sent_ms is not None:
        at += received_at - sent_ms * 1_000
    if at > received_at:
        return received_at
    if received_at - at > limits.LATE_US and not trusted:
        hours = limits.LATE_US // 3_600_000_000
        raise Fault(RejectReason.TOO_OLD, f"Events may be {hours} hours old, older ones need a token.", "occurred_at")
    return max(at, 0)
