"""What came in place of a list: a robot check, a parked domain, a page for people.

Pure. Knows the traces of these pages. Must not know how lists are read, nor what is done about it.
"""

from __future__ import annotations

import re

from crawler.page import challenge

#: Parked domains send little; an article about the trade in domains is longer, or no list's.
_LARGEST = 100_000
#: Words and machinery of those who sell and park domains.
_PARKED = re.compile(
    r"(?:this|the) domain(?: name)?(?: \S{1,60})? (?:is|may be|might be) (?:for sale|available for"
    r" purchase|parked)|buy (?:this|the) domain|domain (?:is )?parked|parked free, courtesy of"
    r"|domain (?:name )?(?:has )?expired|make an offer on this domain|inquire about this domain"
    r"|sedoparking\.com|parkingcrew\.net|bodis\.com|hugedomains\.com|afternic\.com/forsale"
    r"|dan\.com/buy-domain|parking-lander|window\.park\s*=|data-adblockkey="
    r"|域名(?:正在|可|现)?出售|出售(?:此|该|本)域名|(?:此|该|本)域名(?:已过期|已到期|可转让|转让|待售)"
    r"|域名停放|(?:此|該|本)網域(?:名稱)?(?:出售|待售|已過期)|location\.href\s*=\s*[\"']/lander",
    re.IGNORECASE,
)
#: States of a list that may stand for something else.
_READ = frozenset(("ok", "partial"))


def name(state: str, body: bytes) -> str:
    """Return ``challenge`` or ``parked`` where that is what came, else ``state``.

    Args:
        state: What the list's reader made of it.
        body: The response's, decompressed.
    """
    if state in _READ:
        return state
    text = body[:_LARGEST].decode("utf-8", "replace")
    if state == "blocked" or is_challenge(body):
        return "challenge"
    if len(body) < _LARGEST and _PARKED.search(text):
        return "parked"
    return state


def is_challenge(body: bytes) -> bool:
    """Tell whether a page asks for proof of being human."""
    return challenge.is_challenge(body.decode("utf-8", "replace"))
