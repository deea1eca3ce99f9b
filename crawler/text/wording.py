"""How likely a piece of text is as Chinese, judged by its words.

Knows the frequencies of jieba's dictionary, which the segmenter has loaded already. Must not know
what the judgement is for.
"""

from __future__ import annotations

import math

from crawler.text import segment

_MAX_WORD = 6


def likeness(text: str) -> float:
    """Return the log likelihood of Simplified ``text`` under the best division into words.

    A unigram model of words: the division is found by dynamic programming over the dictionary.
    Comparable between texts of one length only. Characters that it does not know cost most.
    """
    return _divide(text)[0]


def is_inside_word(text: str, place: int) -> bool:
    """Whether the best division of Simplified ``text`` puts ``place`` into a longer word."""
    position = 0
    for word in _divide(text)[1]:
        if position <= place < position + len(word):
            return len(word) > 1
        position += len(word)
    return False


def _divide(text: str) -> tuple[float, list[str]]:
    words, total = _frequencies()
    floor = -math.log(total) - 2.0
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(text) + 1):
        options = [(best[end - 1][0] + floor, end - 1)]
        for start in range(max(0, end - _MAX_WORD), end):
            count = words.get(text[start:end], 0)
            if count:
                options.append((best[start][0] + math.log(count / total), start))
        best.append(max(options))
    division: list[str] = []
    end = len(text)
    while end:
        division.append(text[best[end][1] : end])
        end = best[end][1]
    return best[-1][0], division[::-1]


def _frequencies() -> tuple[dict[str, int], int]:
    dictionary = segment._jieba()  # noqa: SLF001 - one dictionary of 100 MB is enough
    return dictionary.whole(), dictionary.total
