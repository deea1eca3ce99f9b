"""Restoring with what a store has taught us: pairs that farms swap, and words that follow words.

Knows how much of a store is read for it, and when anew. Must not know SQL, or which articles are
worth restoring.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from storage.store import Store

if TYPE_CHECKING:
    from crawler.text.clean import Cleaned
    from crawler.text.restore import Restored
    from crawler.text.wordmodel import WordModel

#: The most frequent pairs that a store has learnt are enough.
_PAIRS = 50_000
#: The newest articles that are counted, and of each so many characters: one second of work.
_ARTICLES, _LENGTH = 200, 1_500
#: The only language whose words are weighed.
_LANGUAGE = "zh"
#: All is counted anew when this share of what was counted has come in: a model that has just been
#: made remembers nothing yet and is slow.
_GROWTH = 0.25

_WORDING: WeakKeyDictionary[Store, _Wording] = WeakKeyDictionary()


def read(store: Store, cleaned: Cleaned, siblings: Sequence[str] = ()) -> Restored:
    """Bring back swapped words by what the store knows as well as by what we ship.

    ``siblings`` are other copies of the text; see :func:`crawler.text.restore.restore`.
    """
    from crawler.text.lexicon import Pair, own  # noqa: PLC0415 - only who has spun articles pays
    from crawler.text.restore import restore  # noqa: PLC0415
    from crawler.text.undo import families  # noqa: PLC0415

    learnt = [
        Pair(pair.spun, pair.original, pair.count, pair.context)
        for pair in store.substitutions(limit=_PAIRS)
    ]
    lexicon = own(*families(cleaned.text)).with_learnt(learnt)
    wording = _WORDING.setdefault(store, _Wording())
    return restore(cleaned, siblings=siblings, lexicon=lexicon, model=wording.model(store))


class _Wording:
    """The words of a store's clean articles, counted once for many readings."""

    def __init__(self) -> None:
        self._model: WordModel | None = None
        self._articles = 0
        self._newest = 0

    def model(self, store: Store) -> WordModel:
        """Return what we counted with what the store's newest clean articles show."""
        from crawler.text import wordmodel  # noqa: PLC0415 - only who has spun articles pays
        from crawler.text.counting import Counted  # noqa: PLC0415

        come = store.clean_texts(_LANGUAGE, after=self._newest, limit=_ARTICLES, length=0)
        if self._model is None or len(come) > _GROWTH * self._articles:
            texts = store.clean_texts(_LANGUAGE, limit=_ARTICLES, length=_LENGTH)
            counted = Counted()
            for _, text in texts:
                counted.add(text)
            self._newest = texts[0][0] if texts else 0
            self._articles = len(texts)
            self._model = wordmodel.load().with_counts(counted) if texts else wordmodel.load()
        return self._model
