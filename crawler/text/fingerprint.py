"""Hashes that copies share, so that candidates can be found in an index.

Knows which n-grams of a text to keep. Must not know where they are stored, nor whether a
candidate is a copy: that is for ``compare``.

The selection is "0 mod p" (Manber 1994; Schleimer, Wilkerson and Aiken 2003): an n-gram is kept
when its hash is divisible by a fixed number. The choice depends on the n-gram alone, so a passage
keeps its hashes wherever it is moved, whatever surrounds it.
"""

from __future__ import annotations

from crawler.text.tokens import is_word, tokenize

#: A candidate shares at least so many hashes with the text asked for ...
MIN_SHARED = 3
#: ... and at least this share of the smaller of both fingerprints.
MIN_SHARE = 0.10
#: A hash in more articles than these says nothing and is left out of the search.
MAX_DOCS = 200
#: No fingerprint is longer; the smallest hashes stay, which again depends on them alone.
MAX_HASHES = 1024

_PRIME = (1 << 61) - 1
_MULTIPLIER = 0x1B873593CC9E2D51
_INCREMENT = 0x0B4B82E39F1A6C35
#: One in so many n-grams is kept: of ideographs, and of words, which are fewer in a text.
_IDEOGRAPH_STEP = 8
_WORD_STEP = 4
#: A text of fewer tokens keeps twice as many, which include those it would keep otherwise.
_SHORT = 200


def _hash(gram: str) -> int:
    packed = 0
    for token in gram:
        packed = packed << 21 | ord(token)
    packed = (packed * _MULTIPLIER + _INCREMENT) % _PRIME
    return (packed ^ packed >> 29) * _MULTIPLIER % _PRIME


def fingerprint(text: str) -> tuple[int, ...]:
    """Return the sorted hashes of ``text``; empty where there are too few tokens to match by.

    An n-gram is four tokens, or three where they are words. Each hash is below 2**61 and the same
    in every process and Python version.
    """
    tokens = tokenize(text)
    kept: set[int] = set()
    denser = 2 if len(tokens) < _SHORT else 1
    grams = {
        tokens[i : i + 3] if is_word(tokens[i]) and is_word(tokens[i + 1]) else tokens[i : i + 4]
        for i in range(len(tokens) - 3)
    }
    for gram in grams:
        step = _WORD_STEP if len(gram) == 3 else _IDEOGRAPH_STEP
        value = _hash(gram)
        if value % (step // denser) == 0:
            kept.add(value)
    return tuple(sorted(kept)[:MAX_HASHES])
