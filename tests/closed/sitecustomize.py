"""Shuts a Python process and its children in: only loopback may be reached.

Python imports a module of this name at its start; the journeys put its folder on PYTHONPATH.
What tries to get out fails, and is written to the file that NEWSVANE_TEST_ESCAPES names.
"""

import ipaddress
import os
import sys
from pathlib import Path

LOCAL_NAMES = {"localhost", "", None}


def is_local(host):
    if isinstance(host, bytes):
        host = host.decode("latin-1")
    if host in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def watch(event, args):
    if event == "socket.getaddrinfo":
        host = args[0]
    elif event in ("socket.connect", "socket.sendto"):
        address = args[1]
        if not isinstance(address, tuple):
            return  # a Unix socket
        host = address[0]
    else:
        return
    if not is_local(host):
        with Path(os.environ["NEWSVANE_TEST_ESCAPES"]).open("a", encoding="utf-8") as file:
            file.write(f"{event} {host!r}\n")
        raise OSError(f"the network is closed: {host!r}")


if "NEWSVANE_TEST_ESCAPES" in os.environ:
    sys.addaudithook(watch)
