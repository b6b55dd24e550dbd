"""Which IP addresses may be spoken to: those of the public internet, and none that leads back to us."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

_V4 = (
    # The whole of the IANA special-purpose registry (RFC 6890 and later), whether or not it is routed.
    ("0.0.0.0/8", "unspecified"),
    ("10.0.0.0/8", "private"),
    ("100.100.100.200/32", "a cloud's metadata service"),
    ("100.64.0.0/10", "shared by a carrier's customers (CGNAT)"),
    ("127.0.0.0/8", "loopback"),
    ("169.254.169.254/32", "a cloud's metadata service"),
    ("169.254.0.0/16", "link-local"),
    ("172.16.0.0/12", "private"),
    ("192.0.0.192/32", "a cloud's metadata service"),
    ("192.0.0.0/24", "reserved for protocols"),
    ("192.0.2.0/24", "for documentation"),
    ("192.31.196.0/24", "reserved for protocols"),
    ("192.52.193.0/24", "reserved for protocols"),
    ("192.88.99.0/24", "a 6to4 relay"),
    ("192.168.0.0/16", "private"),
    ("192.175.48.0/24", "reserved for protocols"),
    ("198.18.0.0/15", "for benchmarks"),
    ("198.51.100.0/24", "for documentation"),
    ("203.0.113.0/24", "for documentation"),
    # A public number that answers inside Azure alone.
    ("168.63.129.16/32", "a cloud's metadata service"),
    ("224.0.0.0/4", "multicast"),
    ("255.255.255.255/32", "broadcast"),
    ("240.0.0.0/4", "reserved"),
)
_V6 = (
    ("::/128", "unspecified"),
    ("::1/128", "loopback"),
    ("::ffff:0:0/96", "an IPv4 address in disguise (IPv4-mapped)"),
    ("::ffff:0:0:0/96", "an IPv4 address in disguise (IPv4-translated)"),
    ("::/96", "an IPv4 address in disguise (IPv4-compatible)"),
    ("64:ff9b:1::/48", "an IPv4 address in disguise (local NAT64)"),
    ("100::/64", "discarded"),
    ("2001::/32", "an IPv4 address in disguise (Teredo)"),
    ("2001:2::/48", "for benchmarks"),
    ("2001:db8::/32", "for documentation"),
    ("2001::/23", "reserved for protocols"),
    ("2002::/16", "an IPv4 address in disguise (6to4)"),
    ("2620:4f:8000::/48", "reserved for protocols"),
    ("3fff::/20", "for documentation"),
    ("fd00:ec2::254/128", "a cloud's metadata service"),
    ("fd20:ce::254/128", "a cloud's metadata service"),
    ("fc00::/7", "private"),
    ("fe80::/10", "link-local"),
    ("fec0::/10", "site-local"),
    ("ff00::/8", "multicast"),
)
_NAT64 = "64:ff9b::/96"
_PUBLIC_V6 = "2000::/3"
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)


def why_not(address: str) -> str | None:
    """What speaks against connecting to ``address``, in a few words; None where it is a public one.

    An IPv6 address that wraps an IPv4 one is refused as such: no public server needs it. The one exception is the
    well-known prefix of NAT64 (RFC 6052), through which IPv6-only networks reach everything; there the IPv4 address
    inside is judged.
    """
    if "%" in address:
        return "bound to one network interface"
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "no IP address"
    if isinstance(found, ipaddress.IPv4Address):
        return next((why for network, why in _networks_v4() if found in network), None)
    if found in ipaddress.IPv6Network(_NAT64):
        inside = why_not(str(ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF)))
        return f"{inside}, wrapped in IPv6 (NAT64)" if inside else None
    for network, why in _networks_v6():
        if found in network:
            return why
    if (int(found) >> 32) & 0xFFFF_FFFF in _ISATAP:
        return "an IPv4 address in disguise (ISATAP)"
    return None if found in ipaddress.IPv6Network(_PUBLIC_V6) else "reserved"


@lru_cache(maxsize=1)
def _networks_v4() -> tuple[tuple[ipaddress.IPv4Network, str], ...]:
    return tuple((ipaddress.IPv4Network(network), why) for network, why in _V4)


@lru_cache(maxsize=1)
def _networks_v6() -> tuple[tuple[ipaddress.IPv6Network, str], ...]:
    return tuple((ipaddress.IPv6Network(network), why) for network, why in _V6)
