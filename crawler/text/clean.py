"""Cleaning: a raw text in, the same text without a farm's noise and a site's boilerplate out.

Knows the order in which noise is undone and what is reported of it. Must not know how any noise
looks: each family has its own module. Cleaning leaves a text's words alone, also swapped ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from crawler.text import (
    boilerplate,
    doubling,
    gloss,
    layout,
    marks,
    signature,
    slip,
    strays,
    stuffing,
    symbols,
)
from crawler.text import brands as branding
from crawler.text.draft import Draft, Removal
from crawler.text.signature import Signature

__all__ = ["Cleaned", "Removal", "clean"]

#: One pass undoes what another hid. Nothing seen needed more than three.
_MAX_PASSES = 8
#: Longer texts are not articles: only their layout is seen to. (So that none takes two seconds.)
_MAX_LENGTH = 400_000
_BLANKED = re.compile(r"(?<=【文[/／])(?:网|报|社)(?=[ 　】])|(?<=本文系)(?:网|报|社|新闻)(?=独家)")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text and what cleaning it found."""

    text: str
    raw: str
    #: Share of the raw characters that were noise, 0-1. Boilerplate is not noise.
    noise: float = 0.0
    #: Probability that a content farm made this text, 0-1.
    spun: float = 0.0
    #: What was removed or replaced, in the order of the raw text.
    removals: tuple[Removal, ...] = ()
    #: Lines and brackets that were moved out, free of noise: who wrote it, who owns it.
    boilerplate: tuple[str, ...] = ()
    #: Names that were injected into the text.
    brands: tuple[str, ...] = ()
    #: Places of the raw text where a publisher's name was blanked out; they stay as they are.
    blanked: tuple[Removal, ...] = ()
    _starts: Sequence[int] = field(default=(), repr=False, compare=False)

    def raw_offset(self, offset: int) -> int:
        """Return where in ``raw`` the character at ``offset`` of ``text`` came from.

        The end of the text is mapped as well; offsets beyond either end count as the ends.
        """
        if offset >= len(self._starts):
            return len(self.raw)
        return self._starts[max(0, offset)]


def clean(
    text: str, *, brands: Sequence[str] = (), sites: Sequence[str] = (), context: str = ""
) -> Cleaned:
    """Remove noise and move boilerplate out of ``text``, a title or an article.

    ``brands`` are names that other pages of the host had injected. ``sites`` are names that the
    page's site goes by: a farm may have put its own into the text. ``context`` is other text of
    the same page, by which the page is judged as well (it may include ``text``): a title has too
    few characters to show that it is a farm's. Paragraphs of the result are separated by one
    newline. Cleaning what is clean changes nothing. Any string will do.
    """
    whole = context if text in context else f"{text}\n{context}" if context else text
    page, present = signature.read(whole)
    if context and (page.named or page.farm):
        noisy = page.marks.piled or page.multiple > 1
        suspects = sites if page.farm else ()
        brands = (*brands, *branding.find(whole, piled=noisy, suspects=suspects, farm=page.farm))
    work = _Work(Draft(text), whole, page, brands, sites)
    layout.tidy(work.draft, present)
    if len(text) <= _MAX_LENGTH and not work.settle():
        # Noise that never settles is somebody's experiment. Left as it is, it is stable.
        work = _Work(Draft(text), whole, page, brands, sites)
        layout.tidy(work.draft, present)
    draft = work.draft
    removals = sorted(draft.removals, key=attrgetter("start", "end"))
    return Cleaned(
        text=draft.text,
        raw=text,
        noise=min(1.0, draft.lost / len(text)) if text else 0.0,
        spun=signature.spun(page, len(work.found)),
        removals=tuple(removals),
        boilerplate=tuple(work.moved),
        brands=tuple(sorted(work.found)),
        blanked=tuple(_blanked(text)),
        _starts=draft.starts,
    )


@dataclass(slots=True)
class _Work:
    """A text being cleaned, as a part of a page."""

    draft: Draft
    #: All that is known of the page, and its signature.
    whole: str
    page: Signature
    #: Brands that other pages of the host had.
    known: Sequence[str]
    #: What the page's site calls itself.
    sites: Sequence[str]
    #: What was moved out so far, and the brands found.
    moved: list[str] = field(default_factory=list)
    found: set[str] = field(default_factory=set)

    def settle(self) -> bool:
        """Undo noise until nothing changes any more; say whether that was reached.

        The text is judged by the signature of the page and by its own as it is now.
        """
        for _ in range(_MAX_PASSES):
            before = self.draft.text
            # Most articles are clean, and hardly more has to be asked of their text alone.
            part = self.page if before in self.whole else signature.Signature()
            now = self.page if before == self.whole else signature.read_part(before, part)
            self._undo_once((self.page, now))
            if self.draft.text == before:
                return True
            layout.tidy(self.draft, signature.unusual(self.draft.text))
        return False

    def _undo_once(self, pages: tuple[Signature, ...]) -> None:
        """Undo what any of ``pages`` shows. Bytes come first, then characters, marks, lines."""
        draft = self.draft
        noisy = not all(page.quiet for page in pages)
        if noisy:
            self._undo_characters(pages)
        # Before marks are mended: a brand inside a run of marks betrays itself.
        if noisy or self.known or self.found or any(page.named for page in pages):
            self._undo_brands(pages)
        if noisy:
            self._undo_marks(pages)
        draft.apply(stuffing.edits(draft.text))
        lines = list(boilerplate.edits(draft.text))
        self.moved += [draft.text[line.start : line.end].strip() for line in lines]
        draft.apply(lines, noise=False)

    def _undo_characters(self, pages: tuple[Signature, ...]) -> None:
        draft = self.draft
        if any(page.glosses.by_machine for page in pages):
            draft.apply(slip.edits(draft.text))
            draft.apply(gloss.edits(draft.text))
        draft.apply(
            symbols.edits(
                draft.text,
                interlaced=any(page.symbols.interlaced for page in pages),
                littered=any(page.symbols.littered for page in pages),
                disguised=any(page.symbols.disguised for page in pages),
                farm=any(page.farm for page in pages),
            )
        )

    def _undo_brands(self, pages: tuple[Signature, ...]) -> None:
        draft = self.draft
        farm = any(page.farm for page in pages)
        injected = branding.find(
            draft.text,
            known=self.known,
            suspects=self.sites if farm else (),
            piled=any(page.marks.piled or page.multiple > 1 for page in pages),
            farm=farm,
            found=self.found,
        )
        self.found.update(injected)
        draft.apply(branding.edits(draft.text, injected))

    def _undo_marks(self, pages: tuple[Signature, ...]) -> None:
        draft = self.draft
        draft.apply(
            marks.edits(
                draft.text,
                piled=any(page.marks.piled for page in pages),
                stuttering=any(page.marks.stuttering for page in pages),
                detached=any(page.marks.detached for page in pages),
            )
        )
        draft.apply(doubling.edits(draft.text, max(page.multiple for page in pages)))
        if any(page.strewn for page in pages):
            draft.apply(strays.edits(draft.text))


def _blanked(text: str) -> Iterator[Removal]:
    if "【文" not in text and "本文系" not in text:
        return
    for match in _BLANKED.finditer(text):
        yield Removal("blanked name", match.start(), match.end(), "publisher's name", match[0])
