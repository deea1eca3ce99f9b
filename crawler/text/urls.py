"""Web addresses: which are usable, whose they are, and the one form that names an article.

Knows the syntax of URLs and applies the rules of ``crawler.text.url_rules``. Must not know how
pages are fetched: a canonical form is a name to recognise an article by, while requests go to the
address as it was found.
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit

import idna

from crawler.text.url_rules import Rules, load

#: Longer addresses are refused: no site uses them for articles, and some databases and tools cut
#: them (the figure is the old limit of Internet Explorer).
MAX_LENGTH = 2_083
#: Addresses with this many characters before cleaning are not even looked at.
_MAX_RAW = 16_384
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Browsers delete tabs and line ends; the others are never meant. Zero-width characters come from
# copying an address out of a text.
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_][a-z0-9_-]{0,62})*")
_ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)
_UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_SPELT = tuple(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in range(256))
# What has to be spelt anew: escapes, and what may not stand there plainly; and all the rest.
_PATH_SAFE, _QUERY_SAFE = (
    rf"A-Za-z0-9\-._~{re.escape(safe)}" for safe in ("/:@!$&'()*+,;=", "/:@!$'()*,;?&=+")
)
_PATH_ESCAPES, _QUERY_ESCAPES = (
    (re.compile(rf"[{safe}]*+"), re.compile(rf"((?:%[0-9A-Fa-f]{{2}})+|[^%{safe}]+|%)"))
    for safe in (_PATH_SAFE, _QUERY_SAFE)
)
#: How often rules make others applicable, and how many redirectors an address leads through, each
#: in the address of the one before. No article's does; each costs as much as an address.
_MAX_ROUNDS = _MAX_HOPS = 5


class _Address(NamedTuple):
    """A checked address in parts; ``port`` is None where it is the scheme's own."""

    scheme: str
    host: str
    port: int | None
    path: str
    query: str
    fragment: str


def is_web(url: str) -> bool:
    """Tell whether ``url`` is an absolute http(s) address with a sound host.

    A backslash before the path, which browsers and libraries read differently, makes it unsound.
    """
    return _address(url) is not None


def host(url: str) -> str:
    """Return the host in lower case and ASCII (punycode), without port; "" if there is none."""
    address = _address(url)
    return address.host if address else ""


def site(url: str) -> str:
    """Return the registrable domain, e.g. ``sina.com.cn``; an IP address as it is; "" if none.

    Uses the habit of country domains (``com.cn``, ``co.uk``) and a list of hosting services
    rather than the whole public suffix list, which is 250 KB and for our sources says the same.
    """
    return _site(host(url), load())


def resolve(base: str, link: str) -> str | None:
    """Make ``link``, found at ``base``, an address that can be requested; None if it is not one.

    Protocol-relative and relative links are resolved; ``javascript:``, ``file:``, ``mailto:`` and
    the like give None. User names and passwords, fragments and invisible characters are taken out
    and characters outside ASCII are percent-encoded. Nothing else is changed.
    """
    link = _visible(link[:_MAX_RAW])
    if not link:
        return None
    try:
        joined = link if _ABSOLUTE.match(link) else urljoin(base, link)
    except ValueError:
        return None
    address = _address(joined)
    if address is None:
        return None
    url = _join(address._replace(fragment=_route(address.fragment)))
    return url if len(url) <= MAX_LENGTH else None


def unwrap(url: str) -> str:
    """Return the address that a search engine's or network's redirecting address carries.

    Without asking anybody: only where the target stands in the address itself. Any other address
    is returned as it is, and so is one that leads through more than four.
    """
    rules, given = load(), url
    for _ in range(_MAX_HOPS):
        address = _address(url)
        target = rules.target(address.host, address.path, address.query) if address else None
        if target is None or len(target) >= len(url) or _address(target) is None:
            return url
        url = target
    return given


def is_opaque(url: str) -> bool:
    """Tell whether ``url`` leads to an article elsewhere that only its server could name."""
    return host(unwrap(url)) in load().opaque


def canonical(url: str) -> str:
    """Return the one form under which the article at ``url`` is kept; "" if it is no web address.

    https where the port allows, no ``www.``, mobile or AMP variant, no tracking parameters,
    parameters sorted, escapes in one spelling (RFC 3986 section 6.2.2), known aliases and
    redirectors followed by rule; the address as it stands where rules find no end. Unknown
    parameters are kept: two articles must never become one.
    Applying it twice changes nothing.
    """
    rules = load()
    address = _address(unwrap(url))
    if address is None:
        return ""
    name = _spell(address, rules)
    # A rule may make another applicable (a mobile host's path, then the page suffix).
    for _ in range(_MAX_ROUNDS):
        parts = _address(unwrap(name))
        again = _spell(parts, rules) if parts else ""
        if again == name:
            break
        name = again
    else:
        name = _join(address._replace(fragment=_route(address.fragment)))
    return name if len(name) <= MAX_LENGTH else ""


def _spell(address: _Address, rules: Rules) -> str:
    """Apply one round of normalisation and rules."""
    path, query = rules.rewrite_amp(_path(address.path), address.query)
    domain = rules.plain_host(address.host, _site(address.host, rules))
    query = _query(query, domain, rules)
    domain, path = rules.rewrite(domain, path)
    scheme = "https" if address.port is None else address.scheme
    fragment = _escape(_route(address.fragment), _QUERY_ESCAPES)
    return _join(_Address(scheme, domain, address.port, path, query, fragment))


@lru_cache(maxsize=64)
def _address(url: str) -> _Address | None:
    """Take ``url`` apart; None where it is no sound web address. Never raises."""
    if len(url) > _MAX_RAW:
        return None
    try:
        parts = urlsplit(_visible(url))
        port = parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS:
        return None
    name = _host_name(parts)
    if name is None:
        return None
    return _Address(
        scheme,
        name,
        None if port == _DEFAULT_PORTS[scheme] else port,
        _escape(parts.path, _PATH_ESCAPES) or "/",
        _escape(parts.query, _QUERY_ESCAPES),
        parts.fragment,
    )


def _host_name(parts: SplitResult) -> str | None:
    if "\\" in parts.netloc:
        return None
    name = (parts.hostname or "").rstrip(".")
    if ":" in name:
        try:
            return f"[{ipaddress.IPv6Address(name).compressed}]"
        except ValueError:
            return None
    if not name.isascii():
        try:
            name = _punycode(name)
        except (idna.IDNAError, UnicodeError):
            return None
    name = name.lower()
    return name if _HOST.fullmatch(name) else None


@lru_cache(maxsize=64)
def _punycode(name: str) -> str:
    return idna.encode(name, uts46=True, transitional=False).decode("ascii")


def _site(name: str, rules: Rules) -> str:
    labels = name.split(".")
    if len(labels) < 3 or name.startswith("[") or labels[-1].isdigit():
        return name
    keep = 2
    top, second = labels[-1], labels[-2]
    provincial = top == "cn" and second in rules.cn_provinces
    if len(top) == 2 and (provincial or second in rules.second_level):
        keep = 3
    if ".".join(labels[-keep:]) in rules.hosting:
        keep += 1
    return ".".join(labels[-keep:])


def _join(address: _Address) -> str:
    port = "" if address.port is None else f":{address.port}"
    query = f"?{address.query}" if address.query else ""
    fragment = f"#{address.fragment}" if address.fragment else ""
    return f"{address.scheme}://{address.host}{port}{address.path}{query}{fragment}"


def _route(fragment: str) -> str:
    """Keep a fragment only where it selects the article, as in pages built by scripts."""
    return _escape(fragment, _QUERY_ESCAPES) if fragment.startswith(("!", "/")) else ""


def _path(path: str) -> str:
    """Resolve dot segments (RFC 3986 section 5.2.4) and drop a closing slash."""
    kept: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    joined = "/" + "/".join(kept)
    return joined.rstrip("/") or "/"


def _query(query: str, domain: str, rules: Rules) -> str:
    """Drop tracking parameters and sort the others; those of one name keep their order."""
    pairs = [pair.partition("=") for pair in query.replace("+", "%20").split("&") if pair]
    kept = rules.selecting(domain, pairs)
    kept.sort(key=itemgetter(0))
    return "&".join(map("".join, kept))


def _visible(text: str) -> str:
    """Return ``text`` without invisible characters, none of which Python takes for printable."""
    return (text if text.isprintable() else _INVISIBLE.sub("", text)).strip()


def _escape(text: str, escapes: tuple[re.Pattern[str], re.Pattern[str]]) -> str:
    """Write ``text`` with one spelling of escapes: ASCII only, upper-case hex, none superfluous."""
    plain, odd = escapes
    if plain.fullmatch(text):
        return text
    parts = odd.split(text)
    parts[1::2] = map(_spelt, parts[1::2])
    return "".join(parts)


@lru_cache(maxsize=256)
def _spelt(part: str) -> str:
    if part[0] == "%" and len(part) > 1:
        return _octets(bytes.fromhex(part.replace("%", "")))
    return _octets(part.encode("utf-8", "replace"))


def _octets(raw: bytes) -> str:
    """Spell escaped bytes: GBK, as old Chinese sites use it in links, becomes UTF-8."""
    if not raw.isascii():
        try:
            raw.decode()
        except UnicodeDecodeError:
            with contextlib.suppress(UnicodeDecodeError):
                raw = raw.decode("gbk").encode()
    if len(raw.translate(None, _UNRESERVED)) == len(raw):
        return "%" + raw.hex("%").upper()  # the same, for what is most of such addresses
    return "".join([_SPELT[byte] for byte in raw])
