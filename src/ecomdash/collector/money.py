"""Amounts: finite, within bounds, and with no more decimals than are stored."""

from decimal import Decimal
from typing import Any, get_args

import msgspec

from ecomdash.collector.faults import Fault
from ecomdash.events import limits
from ecomdash.events.commerce import Item, Refund
from ecomdash.events.outcome import RejectReason
from ecomdash.events.record import TYPES, AnyHit

_BOUND = Decimal(limits.MONEY)
_UNIT = Decimal("0.0001")  # the scale of amounts in the event store


def _amount_fields(struct: type[msgspec.Struct]) -> tuple[str, ...]:
    return tuple(field.name for field in msgspec.structs.fields(struct) if Decimal in get_args(field.type))


_FIELDS: dict[type[Any], tuple[str, ...]] = {struct: _amount_fields(struct) for struct in (*TYPES.values(), Item)}


def check_amounts(hit: AnyHit) -> None:
    """Round the event's amounts to 4 decimals (half to even), in place. Raises Fault for one that cannot be."""
    for name in _FIELDS[type(hit)]:
        _check(hit, name, "")
    for index, item in enumerate(getattr(hit, "items", None) or ()):
        for name in _FIELDS[Item]:
            _check(item, name, f"items[{index}].")
    if isinstance(hit, Refund) and hit.value is not None and hit.value < 0:
        raise Fault(RejectReason.INVALID_FIELD, "A refund's value is what was given back, a positive amount.", "value")


def _check(struct: AnyHit | Item, name: str, prefix: str) -> None:
    amount: Decimal | None = getattr(struct, name)
    if amount is None:
        return
    if not amount.is_finite():
        raise Fault(RejectReason.INVALID_FIELD, "An amount must be a finite number.", f"{prefix}{name}")
    if not -_BOUND <= amount <= _BOUND:
        detail = f"An amount may be at most {limits.MONEY:,} in size."
        raise Fault(RejectReason.INVALID_FIELD, detail, f"{prefix}{name}")
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and not -4 <= exponent <= 0:
        setattr(struct, name, amount.quantize(_UNIT))
