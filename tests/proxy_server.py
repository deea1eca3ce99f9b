"""A proxy on the loopback interface: opens tunnels, forwards plain HTTP, and remembers the asking."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Self
from urllib.parse import urlsplit


class ProxyServer:
    """Answers CONNECT with ``status``; 200 opens the tunnel. ``names`` are hosts it can look up."""

    def __init__(self, *, status: int = 200, names: dict[str, str] | None = None):
        self.status = status
        self.names = names or {}
        #: Request line and headers of each request, as they arrived.
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client:
            data = b""
            while b"\r\n\r\n" not in data:
                part = client.recv(65536)
                if not part:
                    return
                data += part
            head, _, rest = data.partition(b"\r\n\r\n")
            self.asked.append(head.decode("latin-1"))
            method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ", 2)
            if method != "CONNECT":
                self._forward(client, head, target)
                return
            if self.status != 200:
                client.sendall(b"HTTP/1.1 %d No\r\nContent-Length: 0\r\n\r\n" % self.status)
                return
            host, _, port = target.rpartition(":")
            with socket.create_connection((self.names.get(host, host), int(port))) as site:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                site.sendall(rest)
                self._pump(client, site)

    def _forward(self, client: socket.socket, head: bytes, target: str) -> None:
        parts = urlsplit(target)
        lines = [line for line in head.split(b"\r\n")[1:] if not line.lower().startswith(b"proxy-")]
        request = b"\r\n".join([f"GET {parts.path} HTTP/1.1".encode(), *lines]) + b"\r\n\r\n"
        host = parts.hostname or ""
        with socket.create_connection((self.names.get(host, host), parts.port or 80)) as site:
            site.sendall(request)
            self._pump(client, site)

    @staticmethod
    def _pump(client: socket.socket, site: socket.socket) -> None:
        def copy(source: socket.socket, target: socket.socket) -> None:
            with contextlib.suppress(OSError):
                while part := source.recv(65536):
                    target.sendall(part)
            with contextlib.suppress(OSError):
                target.shutdown(socket.SHUT_WR)

        thread = threading.Thread(target=copy, args=(client, site), daemon=True)
        thread.start()
        copy(site, client)
        thread.join(5)
