"""Reading spun articles again, with the other copies of their story and what the store has learnt.

Knows when another look is worth while, and what to keep of it. Must not know how words are brought
back, or SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from storage.records import SPUN, Article, Outcome, Verdict
from storage.rows import StoredArticle, StoredVerdict, Substitution
from storage.store import Store

if TYPE_CHECKING:
    from crawler.text.restore import Restored

#: At most so many copies are laid beside a spun one, and so many spun ones are read again.
_COPIES, _SPUN_COPIES = 5, 5

#: Judges an article on its restored text.
Judge = Callable[[Article], Iterable[Verdict]]


def revisit(store: Store, outcome: Outcome, article: Article, judge: Judge | None = None) -> None:
    """Read again what an arrival helps to read, keep the readings and learn the pairs.

    A spun arrival is read by its story's other members; one that is not spun helps to read those
    which are. ``article`` is what was added, cleaned. With ``judge``, a changed reading is judged
    again. Costs next to nothing where nobody is spun.
    """
    if outcome.story_id is None or outcome.kind not in {"new", "copy", "revision"}:
        return
    if article.spun < SPUN and outcome.kind == "new":
        return
    story = store.story(outcome.story_id)
    if story is None or (article.spun < SPUN and all(m.spun < SPUN for m in story.members)):
        return
    arrived = [member for member in story.members if member.id == outcome.article_id]
    spun = [member for member in story.members if member.spun >= SPUN][:_SPUN_COPIES]
    for member in arrived if article.spun >= SPUN else spun:
        copies = [copy for copy in story.members if copy.id != member.id]
        originals = [copy for copy in copies if copy.spun < SPUN]
        # Once a page: a second original, or a new version, shows no swap that was not counted.
        if outcome.kind != "revision" and (article.spun >= SPUN or originals == arrived):
            _learn(store, member, originals)
        _reread(store, member, copies, judge)


def reading(store: Store, article: StoredArticle) -> Restored:
    """Return a stored article's text with its swapped words brought back, and the places.

    As we read it now: what is stored was read when its story changed last, and the store may have
    learnt since. Offsets of the places are into ``article.text``.
    """
    story = store.story(article.story_id)
    copies = [m for m in story.members if m.id != article.id] if story else []
    return _restored(store, article, copies)


def judged_on_restored(article: StoredArticle, verdict: StoredVerdict) -> bool:
    """Tell whether a verdict's evidence points into ``restored`` and not into ``text``."""
    if article.restored is None:
        return False
    found = [e for e in verdict.evidence if e.field == "text"]

    def fits(text: str) -> int:
        return sum(text[e.start : e.end].casefold() == e.term.casefold() for e in found)

    return fits(article.restored) > fits(article.text)


def _reread(
    store: Store, member: StoredArticle, copies: Sequence[StoredArticle], judge: Judge | None
) -> None:
    text = _restored(store, member, copies).text
    reading = text if text != member.text else None
    if reading != member.restored:
        said = judge(replace(member, restored=reading)) if judge else None
        store.set_restored(member.id, reading, said)


def _restored(store: Store, member: StoredArticle, copies: Sequence[StoredArticle]) -> Restored:
    from crawler.learnt import read  # noqa: PLC0415 - only who has spun articles pays
    from crawler.text.clean import Cleaned  # noqa: PLC0415

    # Raw, because the noise is what tells a spun copy from a clean one. Clean ones first.
    siblings = [copy.raw_text or copy.text for copy in sorted(copies, key=lambda c: c.spun)]
    cleaned = Cleaned(member.text, member.raw_text or member.text, member.noise, member.spun)
    return read(store, cleaned, siblings[:_COPIES])


def _learn(store: Store, member: StoredArticle, originals: Sequence[StoredArticle]) -> None:
    """Learn from the first of ``originals``, if there is one."""
    from crawler.text.learn import learn  # noqa: PLC0415 - only who has spun articles pays

    if not originals:
        return
    farm = urlsplit(member.url).hostname or ""
    store.learn(
        Substitution(pair.spun, pair.original, farm, pair.count, pair.context)
        for pair in learn(member.text, originals[0].text)
    )
