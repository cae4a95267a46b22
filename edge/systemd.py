"""Tells systemd how the daemon is: one datagram to the socket it named (sd_notify(3)). Elsewhere, nothing."""

import os
import socket


def notify(state: str) -> None:
    """Send `state` ("READY=1", "WATCHDOG=1", "STATUS=…"); a systemd that does not listen is no reason to stop."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        try:
            channel.sendto(state.encode(), address)
        except OSError:
            return


def watchdog_interval() -> float | None:
    """How often systemd wants to hear from us, s: a third of its limit; None when it does not watch."""
    limit = os.environ.get("WATCHDOG_USEC")
    return int(limit) / 3e6 if limit else None
