"""Following redirects: each hop is checked as the server wrote it, before libraries repair it."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Request, Response

from crawler.guard import Refused, check_url, redirect_fault
from crawler.text.headers import is_harmless, is_trusted

_log = logging.getLogger(__name__)


class GuardedRedirectMiddleware(RedirectMiddleware):
    """Scrapy's redirects, for URLs that may be asked for.

    Where a hop leads to an address that may not, the connection is refused later
    (:mod:`crawler.connect`): only then is the address known.
    """

    def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        """Follow a redirect.

        Raises:
            Refused: Its target is no URL that may be asked for.
            IgnoreRequest: There were too many hops.
        """
        location = response.headers.get("Location")
        if location is None or not 300 <= response.status < 400:
            return response
        fault = redirect_fault(location)
        if fault is not None:
            # Worth a line in the log: honest sites do not do this.
            _log.warning("%s: %s", urlsplit(request.url).hostname, fault)
            raise Refused(f"refused: {fault}")
        try:
            result = super().process_response(request, response)
        except ValueError as error:  # a port without end, brackets that do not close
            raise Refused(f"refused: the redirect cannot be read ({error!s:.200})") from None
        if isinstance(result, Request):
            check_url(result.url)
            if not is_trusted(request.url, result.url):
                # Scrapy drops what it knows to be secret; sites have other names for it.
                for name in [n for n in result.headers if not is_harmless(n.decode("latin-1"))]:
                    del result.headers[name]
        return result
