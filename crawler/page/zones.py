"""Which time zone a page means when it does not say.

Knows countries of top-level domains and of a few large sites under neutral ones. Knows nothing of
how a time is written.
"""

from __future__ import annotations

from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

#: Where nearly all news sites of a country keep one time. Russia, the United States, Canada,
#: Brazil and Australia are told by their largest newsrooms' city.
_COUNTRIES = {
    "cn": "Asia/Shanghai", "tw": "Asia/Taipei", "hk": "Asia/Hong_Kong", "mo": "Asia/Macau",
    "sg": "Asia/Singapore", "my": "Asia/Kuala_Lumpur", "jp": "Asia/Tokyo", "kr": "Asia/Seoul",
    "in": "Asia/Kolkata", "pk": "Asia/Karachi", "bd": "Asia/Dhaka", "lk": "Asia/Colombo",
    "th": "Asia/Bangkok", "vn": "Asia/Ho_Chi_Minh", "ph": "Asia/Manila", "id": "Asia/Jakarta",
    "ae": "Asia/Dubai", "sa": "Asia/Riyadh", "qa": "Asia/Qatar", "il": "Asia/Jerusalem",
    "ir": "Asia/Tehran", "tr": "Europe/Istanbul", "uk": "Europe/London", "ie": "Europe/Dublin",
    "de": "Europe/Berlin", "at": "Europe/Vienna", "ch": "Europe/Zurich", "fr": "Europe/Paris",
    "be": "Europe/Brussels", "nl": "Europe/Amsterdam", "lu": "Europe/Luxembourg",
    "es": "Europe/Madrid", "pt": "Europe/Lisbon", "it": "Europe/Rome", "gr": "Europe/Athens",
    "dk": "Europe/Copenhagen", "se": "Europe/Stockholm", "no": "Europe/Oslo",
    "fi": "Europe/Helsinki", "is": "Atlantic/Reykjavik", "ee": "Europe/Tallinn",
    "lv": "Europe/Riga", "lt": "Europe/Vilnius", "pl": "Europe/Warsaw", "cz": "Europe/Prague",
    "sk": "Europe/Bratislava", "hu": "Europe/Budapest", "ro": "Europe/Bucharest",
    "bg": "Europe/Sofia", "ua": "Europe/Kyiv", "by": "Europe/Minsk", "ru": "Europe/Moscow",
    "rs": "Europe/Belgrade", "hr": "Europe/Zagreb", "eu": "Europe/Brussels",
    "za": "Africa/Johannesburg", "ng": "Africa/Lagos", "ke": "Africa/Nairobi",
    "tz": "Africa/Dar_es_Salaam", "ug": "Africa/Kampala", "gh": "Africa/Accra",
    "eg": "Africa/Cairo", "ma": "Africa/Casablanca", "et": "Africa/Addis_Ababa",
    "us": "America/New_York", "gov": "America/New_York", "ca": "America/Toronto",
    "mx": "America/Mexico_City", "br": "America/Sao_Paulo", "ar": "America/Buenos_Aires",
    "cl": "America/Santiago", "co": "America/Bogota", "pe": "America/Lima",
    "au": "Australia/Sydney", "nz": "Pacific/Auckland",
}  # fmt: skip

_SITES = {
    "Asia/Shanghai": "cgtn.com caixinglobal.com yicaiglobal.com technode.com pandaily.com "
    "xinhuanet.com sixthtone.com thepaper.cn guancha.cn",
    "Asia/Hong_Kong": "scmp.com hongkongfp.com thestandard.com.hk",
    "Asia/Tokyo": "nikkei.com japantimes.co.jp",
    "Asia/Seoul": "koreaherald.com yna.co.kr koreajoongangdaily.joins.com",
    "Asia/Singapore": "straitstimes.com channelnewsasia.com techinasia.com",
    "Asia/Kolkata": "indiatimes.com hindustantimes.com thehindu.com indianexpress.com ndtv.com",
    "Asia/Qatar": "aljazeera.com",
    "Europe/London": "bbc.com theguardian.com ft.com economist.com theregister.com sky.com",
    "Europe/Berlin": "dw.com",
    "Europe/Paris": "euronews.com france24.com",
    "America/New_York": "nytimes.com wsj.com bloomberg.com washingtonpost.com cnbc.com cnn.com "
    "apnews.com axios.com politico.com theverge.com wired.com arstechnica.com foxnews.com "
    "nbcnews.com cbsnews.com npr.org thehill.com businessinsider.com fortune.com forbes.com "
    "washingtontimes.com newyorker.com theatlantic.com time.com theintercept.com semafor.com",
    "America/Los_Angeles": "latimes.com techcrunch.com venturebeat.com theinformation.com",
    "Australia/Perth": "thewest.com.au",
}
_ZONE_OF_SITE = {site: zone for zone, sites in _SITES.items() for site in sites.split()}

_LANGUAGES = {
    "zh": "Asia/Shanghai", "ja": "Asia/Tokyo", "ko": "Asia/Seoul", "th": "Asia/Bangkok",
    "vi": "Asia/Ho_Chi_Minh", "de": "Europe/Berlin", "it": "Europe/Rome", "pl": "Europe/Warsaw",
    "nl": "Europe/Amsterdam", "sv": "Europe/Stockholm", "da": "Europe/Copenhagen",
    "tr": "Europe/Istanbul", "he": "Asia/Jerusalem", "el": "Europe/Athens", "uk": "Europe/Kyiv",
    "ru": "Europe/Moscow",
}  # fmt: skip


@lru_cache(maxsize=512)
def named(name: str | None) -> tzinfo | None:
    """Return the zone called ``name`` (IANA, ``UTC`` or ``+08:00``), or None for any other."""
    if not name or len(name) > 64:
        return None
    if name[0] in "+-" and len(name) in {5, 6}:
        digits = name[1:].replace(":", "")
        if digits.isascii() and digits.isdigit() and int(digits[:2]) <= 14:
            minutes = int(digits[:2]) * 60 + int(digits[2:])
            return timezone(timedelta(minutes=minutes if name[0] == "+" else -minutes))
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # not found is a KeyError
        return None


def host_of(url: str) -> str:
    """Return the host of ``url`` in lower case, or an empty string."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def assumed(url: str, *, zone: str | None, language: str | None) -> tuple[tzinfo, str]:
    """Return the zone of times that carry none, and why.

    The source's own ``zone`` comes first, then the site's country, then the country in which
    nearly all readers of the ``language`` live, then UTC.
    """
    if (found := named(zone)) is not None:
        return found, f"assumed zone {zone} (of the source)"
    host = host_of(url)
    labels = host.split(".")
    for start in range(len(labels) - 1):
        site = ".".join(labels[start:])
        if site in _ZONE_OF_SITE and (found := named(_ZONE_OF_SITE[site])) is not None:
            return found, f"assumed zone {_ZONE_OF_SITE[site]} (of the site)"
    country = _COUNTRIES.get(labels[-1]) if len(labels) > 1 else None
    if (found := named(country)) is not None:
        return found, f"assumed zone {country} (of the site's country)"
    spoken = _LANGUAGES.get((language or "").split("-")[0])
    if (found := named(spoken)) is not None:
        return found, f"assumed zone {spoken} (of the language)"
    return UTC, "assumed zone UTC (nothing tells)"
