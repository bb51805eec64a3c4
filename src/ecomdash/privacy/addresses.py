"""What an IP address is in a text or a header, and whose address a request came from."""

import ipaddress
from functools import lru_cache

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def parse(text: str) -> Address | None:
    """The address in `text`, without port, brackets and zone, IPv4 where IPv6 only wraps it; None for anything else."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


_LOCAL = [
    ipaddress.ip_network(network)
    for network in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7", "fe80::/10")
]


def is_local(address: Address) -> bool:
    """Whether it is a loopback or private address (RFC 1918, RFC 4193), which names nobody on the internet."""
    return any(address in network for network in _LOCAL)


@lru_cache(maxsize=4096)
def canonical(text: str) -> str:
    """The address in its shortest usual form, so that one client has one text; empty where there is none."""
    address = parse(text)
    return "" if address is None else str(address)


class Proxies:
    """The peers whose X-Forwarded-For is believed."""

    def __init__(self, setting: str) -> None:
        """`setting` lists addresses and networks (CIDR), comma-separated. Raises ValueError for anything else."""
        self._networks: list[Network] = [
            ipaddress.ip_network(entry.strip(), strict=False) for entry in setting.split(",") if entry.strip()
        ]
        self._trusts = lru_cache(maxsize=1024)(self._look_up)

    def client(self, peer: str, forwarded: str | None) -> str:
        """The client's canonical address, or ''.

        `forwarded` is X-Forwarded-For, each hop adding on the right: the client is the last entry that no trusted
        proxy stands behind. What is left of it is the client's own claim and is not believed.
        """
        client = canonical(peer)
        if forwarded:
            for entry in reversed(forwarded.split(",") if "," in forwarded else (forwarded,)):
                if not self._trusts(client):
                    break
                client = canonical(entry) or client
        return client

    def _look_up(self, address: str) -> bool:
        parsed = parse(address)
        return parsed is not None and any(parsed in network for network in self._networks)
