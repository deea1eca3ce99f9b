"""Sending one message through Apprise, and saying how that ended.

The only module that knows Apprise. Meant for a process that does nothing but send: Apprise takes
half a second and 50 MB. Its log, which holds addresses, is switched off; what is told is in our
words, without secrets.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, Protocol

from crawler.alerts.channel import Channel
from crawler.alerts.compose import Message
from crawler.alerts.secret import SecretError, redact
from crawler.alerts.services import Service, service
from crawler.alerts.verdict import Verdict, judge

#: Seconds to connect, and to wait for each answer.
_CONNECT, _READ = 10.0, 20.0
#: Seconds that one message may take in all.
_WHOLE = 60.0


class ChannelError(ValueError):
    """A channel cannot be used. The message says why, and what to do."""


class Sender(Protocol):
    """Sends; tests put their own in its place."""

    def service(self, channel: Channel) -> Service:
        """Return what the channel's service takes."""
        ...

    def send(self, channel: Channel, message: Message) -> Verdict:
        """Send a message once."""
        ...


@dataclass(slots=True)
class _Target:
    plugin: Any
    service: Service
    secret: str


class AppriseSender:
    """Sends through Apprise.

    Raises:
        ChannelError: Apprise is not installed.
    """

    def __init__(self) -> None:
        try:
            import apprise  # noqa: PLC0415  an extra
        except ImportError as error:
            raise ChannelError(
                "alerts need Apprise, which is not installed: pip install 'newsvane[alerts]'"
            ) from error
        self._apprise = apprise
        for name in ("apprise", "urllib3", "requests", "requests_oauthlib", "oauthlib"):
            logger = logging.getLogger(name)
            logger.propagate = False
            logger.handlers = [logging.NullHandler()]
            logger.setLevel(logging.CRITICAL + 1)
        self._asset = apprise.AppriseAsset(
            app_id="newsvane",
            app_desc="newsvane",
            app_url="",
            # A redirected POST arrives as a GET, without the message.
            http_redirects=False,
            async_mode=False,
            default_service_retry=0,
            service_timeout=_WHOLE,
            image_url_mask="",
            image_url_logo="",
        )
        self._targets: dict[str, _Target] = {}

    def service(self, channel: Channel) -> Service:
        """Return what the channel's service takes.

        Raises:
            ChannelError: The channel's address cannot be used.
        """
        return self._target(channel).service

    def send(self, channel: Channel, message: Message) -> Verdict:
        """Send a message once. Whatever happens is a verdict.

        Raises:
            ChannelError: The channel's address cannot be used.
        """
        from crawler.alerts.observe import exchanges  # noqa: PLC0415  requests, with Apprise only

        target = self._target(channel)
        sender = self._apprise.Apprise(asset=self._asset)
        sender.add(target.plugin)
        said_sent = False
        with exchanges() as seen:
            try:
                said_sent = bool(
                    sender.notify(body=message.body, title=message.title, body_format="text")
                )
            except Exception as error:  # noqa: BLE001  a plugin's, whose words may hold the address
                if not seen:
                    return Verdict("failed", f"Apprise cannot send this ({type(error).__name__})")
        found = judge(
            said_sent,
            seen,
            targets=len(target.plugin),
            observed=_is_observed(target.plugin),
            refusal=target.service.refusal,
        )
        return Verdict(found.state, redact(found.detail, [target.secret])[:300], found.wait)

    def _target(self, channel: Channel) -> _Target:
        if channel.name not in self._targets:
            self._targets[channel.name] = self._make(channel)
        return self._targets[channel.name]

    def _make(self, channel: Channel) -> _Target:
        called = f"channel {channel.name!r}"
        try:
            secret = channel.url.reveal()
        except SecretError as error:
            raise ChannelError(f"{called}: {error}") from None
        scheme = secret.partition("://")[0].lower()
        plugin: Any = self._apprise.Apprise.instantiate(secret, asset=self._asset)
        if plugin is None:
            raise ChannelError(
                f"{called}: Apprise cannot use the address, which begins with {scheme[:20]}://;"
                " see https://appriseit.com for how that service is written"
            )
        # What the address says of retries and splitting is ours to decide.
        plugin.retry = 0
        plugin.overflow_mode = "upstream"
        kind = type(plugin)
        if plugin.socket_read_timeout == kind.socket_read_timeout:
            plugin.socket_read_timeout = _READ
        if plugin.socket_connect_timeout == kind.socket_connect_timeout:
            plugin.socket_connect_timeout = _CONNECT
        return _Target(plugin, service(scheme, int(kind.body_maxlen or 0)), secret)


def _is_observed(plugin: Any) -> bool:
    """Tell whether what the plugin exchanges goes through what is watched."""
    import sys  # noqa: PLC0415

    module = sys.modules[type(plugin).__module__]
    return hasattr(module, "requests") or hasattr(module, "smtplib")
