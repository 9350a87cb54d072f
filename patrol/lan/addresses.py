"""The addresses and names under which phones on the same network reach this machine."""

from __future__ import annotations

import ctypes
import ipaddress
import re
import socket
import sys
from ipaddress import IPv4Interface, IPv6Interface

Interface = IPv4Interface | IPv6Interface

IFF_UP, IFF_LOOPBACK = 0x1, 0x8
# Where the address begins in a sockaddr, and how long it is.
ADDRESS = {socket.AF_INET: (4, 4), socket.AF_INET6: (8, 16)}
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


class _Entry(ctypes.Structure):
    pass


_Entry._fields_ = [
    ("next", ctypes.POINTER(_Entry)),
    ("name", ctypes.c_char_p),
    ("flags", ctypes.c_uint),
    ("address", ctypes.c_void_p),
    ("mask", ctypes.c_void_p),
]


def interfaces() -> list[Interface]:
    """Every address of this machine that another one could reach, with its network; IPv4 first.

    The system is asked by getifaddrs, because the standard library knows no netmasks; where that fails, the one
    address facing outwards is given as a network of its own.
    """
    try:
        found = _from_system()
    except (OSError, AttributeError):
        found = []
    found = [one for one in found if not (one.ip.is_loopback or one.ip.is_link_local and one.version == 6)]
    if not found:
        found = [ipaddress.ip_interface(_by_route() or "127.0.0.1")]
    return sorted(set(found), key=lambda one: (one.version, int(one.ip)))


def facing_out() -> str:
    """The address this machine shows to others: by its routes, or the first it has where a network leads nowhere."""
    return _by_route() or str(next((one.ip for one in interfaces() if one.version == 4), "127.0.0.1"))


def _by_route() -> str | None:
    # Connecting a datagram socket sends nothing; it only asks the system which address faces that way.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError:
            return None


def names(hostname: str | None = None) -> list[str]:
    """The host name, as far as a certificate can carry it, and the one that multicast DNS gives it."""
    whole = (socket.gethostname() if hostname is None else hostname).lower().rstrip(".")
    labels = whole.split(".")
    if len(whole) > 200 or not all(LABEL.fullmatch(label) for label in labels):
        return []
    return list(dict.fromkeys([whole, labels[0], f"{labels[0]}.local"]))


def _from_system() -> list[Interface]:
    library = ctypes.CDLL(None, use_errno=True)
    first = ctypes.POINTER(_Entry)()
    if library.getifaddrs(ctypes.byref(first)) != 0:
        raise OSError(ctypes.get_errno(), "getifaddrs")
    try:
        return list(_walk(first))
    finally:
        library.freeifaddrs(first)


def _walk(entry):
    while entry:
        one = entry.contents
        family = _family(one.address)
        if family in ADDRESS and one.flags & IFF_UP and not one.flags & IFF_LOOPBACK:
            mask = _bytes(one.mask, family) if one.mask else b"\xff" * ADDRESS[family][1]
            length = bin(int.from_bytes(mask, "big")).count("1")
            yield ipaddress.ip_interface((_bytes(one.address, family), length))
        entry = one.next


def _family(address: int | None) -> int | None:
    if not address:
        return None
    head = ctypes.string_at(address, 2)
    # The BSDs and macOS put a length byte before a family of one byte.
    return int.from_bytes(head, sys.byteorder) if sys.platform == "linux" else head[1]


def _bytes(address: int, family: int) -> bytes:
    start, length = ADDRESS[family]
    return ctypes.string_at(address + start, length)
