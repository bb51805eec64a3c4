"""Writes small databases in the MaxMind DB format (version 2.0), IPv4 only, with one record per network."""

import ipaddress
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_POINTER_GAP = 16  # bytes between tree and data
_UINT16, _UINT32, _UINT64 = 5, 6, 9


def _value(value: Any) -> bytes:
    if isinstance(value, dict):
        return _control(7, len(value)) + b"".join(_value(k) + _value(v) for k, v in value.items())
    if isinstance(value, list):
        return _control(11, len(value)) + b"".join(map(_value, value))
    if isinstance(value, tuple):
        kind, number = int(value[0]), int(value[1])
        data = number.to_bytes((number.bit_length() + 7) // 8, "big")
        return _control(kind, len(data)) + data
    text = str(value).encode()
    return _control(2, len(text)) + text


def _control(kind: int, size: int) -> bytes:
    long = bytes([size - 29]) if size >= 29 else b""
    size = min(size, 29)
    return (bytes([kind << 5 | size]) if kind < 8 else bytes([size, kind - 7])) + long


def write(path: Path, records: Mapping[str, Any]) -> None:
    """`records` gives what is known per network (CIDR)."""
    nodes: list[list[int | None]] = [[None, None]]
    data, leaves = b"", {}
    for network, record in records.items():
        parsed = ipaddress.ip_network(network)
        bits = f"{int(parsed.network_address):032b}"[: parsed.prefixlen]
        at = 0
        for bit in bits[:-1]:
            following = nodes[at][int(bit)]
            if following is None:
                nodes.append([None, None])
                following = nodes[at][int(bit)] = len(nodes) - 1
            at = following
        leaves[at, int(bits[-1])] = len(data)
        data += _value(record)
    count = len(nodes)
    tree = b""
    for at, node in enumerate(nodes):
        for side in (0, 1):
            leaf = leaves.get((at, side))
            value = count + _POINTER_GAP + leaf if leaf is not None else node[side]
            tree += (count if value is None else value).to_bytes(3, "big")
    metadata = {
        "node_count": (_UINT32, count),
        "record_size": (_UINT16, 24),
        "ip_version": (_UINT16, 4),
        "database_type": "Test",
        "languages": ["en"],
        "binary_format_major_version": (_UINT16, 2),
        "binary_format_minor_version": (_UINT16, 0),
        "build_epoch": (_UINT64, 1),
        "description": {"en": "Test"},
    }
    path.write_bytes(tree + bytes(_POINTER_GAP) + data + b"\xab\xcd\xefMaxMind.com" + _value(metadata))
