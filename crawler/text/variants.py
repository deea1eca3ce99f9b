"""One spelling for characters that look or mean the same.

Knows width, script, look-alikes and invisible characters. Must not know which of them are noise
on a page: folding is for matching, and what is shown to a reader keeps its own characters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import opencc

#: Characters that take no room: zero-width, bidirectional controls, soft hyphen, tags,
#: variation selectors, controls other than line breaks and tabs, and lone surrogates.
HIDDEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e0fff\ud800-\udfff"
)

# Radicals that Unicode encodes apart from the characters they look like, as pairs. The block of
# Kangxi radicals has compatibility mappings (NFKC); most of the supplement has none.
_RADICALS = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺠民"
    "⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺫目⺬示⺭礻⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺶羊⺹耂⺺肀⺻聿⺼肉⺾艹⺿艹⻀艹⻁虎"
    "⻂衤⻃覀⻄西⻅见⻆角⻈讠⻉贝⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣"
    "⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀"
)
# Look-alikes written to evade filters ("Martian"), as pairs; none is used in ordinary writing.
_LOOKALIKES = (
    "夶大噺新厷公紟今伱你涐我沵你迗天兲天尐小仩上芐下冭太叧另囙因汏大埖花洅再侞如哖年姩年囶国囯国圀国哃同菿到箌到"
    "旳的菂的恏好汸方柈办苐第伖友佲名烎开孒了仌人秂人侽男溡时鉯以偠要咑打昰是嫃真浭更炛光侊光泩生莋作鋶流蓅流煋星暒星"
    "樰雪僾爱"
)
_OLD_FORMS = "処处寳宝悳德峯峰啓启眞真"
# Rare but real characters that the same pages use for common ones: only on such a page.
_BORROWED = "悝理茬在洳如莪我湜是媞是洧有氺水沝水甡生姒以哆多侸住玳代苆切圵止笓比"


def _table(pairs: str) -> dict[int, str]:
    return {ord(form): plain for form, plain in zip(pairs[::2], pairs[1::2], strict=True)}


#: Code point of a radical -> the character that it stands for.
RADICALS = _table(_RADICALS) | {
    code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)
}
#: Code point of a look-alike -> the common character; to be used where a page is full of them.
LOOKALIKES = _table(_LOOKALIKES) | _table(_BORROWED)

_HIDDEN_RUN = re.compile(f"[{HIDDEN}]+")
#: Characters that nobody writes but to evade a filter.
EVASIVE = re.compile(f"[{_LOOKALIKES[::2]}]")
_FOLDED = RADICALS | _table(_LOOKALIKES + _OLD_FORMS)
_FOLDED_SITE = re.compile(f"[{''.join(map(chr, _FOLDED))}]")
_SPACE = re.compile(r"\s+")


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def simplify(text: str) -> str:
    """Return ``text`` in Simplified characters; lone surrogates become ``?``."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
        text = str(_converter().convert(text))
    return text


def fold(text: str) -> str:
    """Return the form of ``text`` under which equal wordings are equal.

    Full-width letters and digits become plain, Traditional becomes Simplified, radicals and
    look-alikes become the characters they stand for, hidden characters disappear, letters are in
    lower case and every stretch of white space is one space. For matching only: it loses the
    line structure, and offsets into the result are not offsets into ``text``.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _HIDDEN_RUN.sub("", text))
        if _FOLDED_SITE.search(text):
            text = text.translate(_FOLDED)
        text = simplify(text)
    else:
        text = _HIDDEN_RUN.sub("", text)
    return _SPACE.sub(" ", text.lower()).strip()
