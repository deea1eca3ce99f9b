"""In which language a text is written: told by its script, then by its commonest words.

Knows characters and words. A declared language (``html lang``, ``og:locale``) is only heard where
the text itself leaves a choice, because templates are copied from site to site with their
declarations in place.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from functools import lru_cache

#: Letters looked at; more add cost, not certainty.
_SAMPLE = 1500
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_WORD = re.compile(r"[^\W\d_]+")

#: First and last letter of each script, and its name.
_SCRIPTS = (
    ("A", "Z", "latin"), ("a", "z", "latin"), ("\u00c0", "\u024f", "latin"),
    ("\u0370", "\u03ff", "greek"), ("\u0400", "\u04ff", "cyrillic"),
    ("\u05d0", "\u05ea", "hebrew"), ("\u0620", "\u06d5", "arabic"),
    ("\u0900", "\u097f", "devanagari"), ("\u0980", "\u09ff", "bengali"),
    ("\u0e01", "\u0e3a", "thai"), ("\u1e00", "\u1eff", "latin"), ("\u3041", "\u3096", "kana"),
    ("\u30a1", "\u30fa", "kana"), ("\u3400", "\u4dbf", "han"), ("\u4e00", "\u9fff", "han"),
    ("\uac00", "\ud7a3", "hangul"), ("\U00020000", "\U0003134f", "han"),
)  # fmt: skip
# Most letters of most samples, which are counted together several times as fast as one by one.
_ASCII_LETTERS = string.ascii_letters.encode()
_ASCII = bytes(range(128))
_OTHERS = re.compile("[^\x00-\x7f\u3400-\u4dbf\u4e00-\u9fff]+")
_ONLY = {"devanagari": "hi", "bengali": "bn", "thai": "th", "hebrew": "he", "greek": "el"}

# Frequent characters that only one of the two scripts has, pair by pair.
_SIMPLIFIED = frozenset(
    "们这国为时会来对说发开关后学业东车马门问间见长书电话语让认记许论设证评识请谁调谈该质费资军动务劳势华"
    "单卖卫厂历压双变号员听启吗围图团块处备够头实审导层岁岛师带帮广应张归录态总战执扩护报担择换据网华经济"
)
_TRADITIONAL = frozenset(
    "們這國為時會來對說發開關後學業東車馬門問間見長書電話語讓認記許論設證評識請誰調談該質費資軍動務勞勢華"
    "單賣衛廠歷壓雙變號員聽啟嗎圍圖團塊處備夠頭實審導層歲島師帶幫廣應張歸錄態總戰執擴護報擔擇換據網華經濟"
)
_SIMPLIFIED_RUN = re.compile(f"[{''.join(sorted(_SIMPLIFIED - _TRADITIONAL))}]")
_TRADITIONAL_RUN = re.compile(f"[{''.join(sorted(_TRADITIONAL - _SIMPLIFIED))}]")

# The commonest words of each language that few of the others share.
_WORDS = {
    "en": "the and of to that is for was with his said from have not are has this by will it he",
    "de": "der die und das den von mit dem ist des nicht ein eine auf für sich im auch wird zu",
    "fr": "le les des et est une dans que pour qui du sur pas au avec plus sont ce il la",
    "es": "el los las y del que en por una con para es se su como más pero fue ha al la",
    "it": "il di che la per un una non con del della sono gli alla più nel anche ha le dei",
    "pt": "o os não uma com para que do da em por mais dos das foi ao no na são ser",
    "nl": "de het een van en dat niet zijn voor met op te is aan ook door maar bij worden naar",
    "sv": "och att det som en på är av för med den till inte har om ett men var",
    "da": "og at det er en af på til med den for ikke der som har et de blev men",
    "pl": "w i na się z nie do że jest to o jak po od dla przez oraz był ale",
    "tr": "ve bir bu için ile olarak da de olan daha çok gibi olduğu sonra ancak kadar",
    "id": "yang dan di ini dengan untuk dari pada tidak dalam adalah akan itu oleh juga telah ke",
    "vi": "và của là có không được cho các một trong người đã với những này khi đến về",
}
_WORD_OF: dict[str, list[str]] = {}
for _language, _words in _WORDS.items():
    for _word in _words.split():
        _WORD_OF.setdefault(_word, []).append(_language)


def declared(tag: str | None) -> str | None:
    """Return the language of a declaration such as ``zh_CN`` or ``en-US``.

    Chinese in Traditional script comes back as ``zh-Hant``; of all other tags only the primary
    part is kept. None where it is no language tag.
    """
    match = _TAG.fullmatch(tag.strip()[:40]) if isinstance(tag, str) else None
    if not match:
        return None
    parts = match[0].lower().replace("_", "-").split("-")
    if parts[0] in {"zh", "cn", "tw", "yue"}:
        traditional = {"tw", "hk", "mo", "hant", "yue"}.intersection(parts)
        return "zh-Hant" if traditional and "hans" not in parts else "zh"
    return {"jp": "ja", "kr": "ko", "ms": "id"}.get(parts[0], parts[0])


def is_east_asian(tag: str | None) -> bool:
    """Whether ``tag`` is Chinese, Japanese or Korean, whose pages are laid out alike."""
    return (tag or "")[:2].lower() in {"zh", "ja", "ko"}


def detect(text: str, *, lang: str | None = None) -> str | None:
    """Return the BCP 47 language of ``text``, or None where nothing tells.

    ``lang`` is what the page declares; it decides between languages of one script where the words
    do not, and stands alone where there is hardly any text.
    """
    hint = declared(lang)
    sample = text[:_SAMPLE]
    sizes = _letters(sample)
    # A Chinese character says about as much as half a word of an alphabet: 2.5 letters.
    for dense in ("han", "kana", "hangul"):
        sizes[dense] *= 5
        sizes[dense] //= 2
    if sum(sizes.values()) < 10:
        return hint
    sizes["kana"] *= 3  # Japanese mixes kana and kanji; a few kana settle it
    script = max(sizes, key=lambda name: sizes[name])
    if script == "kana":
        return "ja"
    if script == "han":
        return "ja" if sizes["kana"] * 5 > sizes["han"] else _chinese(sample, hint)
    if script == "hangul":
        return "ko"
    if script in _ONLY:
        return _ONLY[script]
    if script == "cyrillic":
        return _of_letters(sample, hint, default="ru", telling={"uk": "іїєґ"})
    if script == "arabic":
        return _of_letters(sample, hint, default="ar", telling={"ur": "ٹڈڑے", "fa": "پچژگ"})
    return _by_words(sample, hint)


def _letters(sample: str) -> Counter[str]:
    """How many letters of each script are in ``sample``."""
    encoded = sample.encode("utf-8", "surrogatepass")
    others = "".join(_OTHERS.findall(sample))
    sizes = Counter(
        latin=len(encoded) - len(encoded.translate(None, _ASCII_LETTERS)),
        han=len(sample) - len(others) - (len(encoded) - len(encoded.translate(None, _ASCII))),
    )
    for char, count in Counter(others).items():
        sizes[_script(char)] += count
    del sizes[""]
    return sizes


@lru_cache(maxsize=8192)
def _script(char: str) -> str:
    """The script of a letter; an empty string for anything else."""
    return next((name for first, last, name in _SCRIPTS if first <= char <= last), "")


def _chinese(sample: str, hint: str | None) -> str:
    simplified = len(_SIMPLIFIED_RUN.findall(sample))
    traditional = len(_TRADITIONAL_RUN.findall(sample))
    if simplified == traditional:
        return hint if hint in {"zh", "zh-Hant"} else "zh"
    return "zh-Hant" if traditional > simplified else "zh"


def _of_letters(sample: str, hint: str | None, *, default: str, telling: dict[str, str]) -> str:
    family = {"ru": {"ru", "uk", "bg", "sr", "mk", "be", "kk"}, "ar": {"ar", "fa", "ur", "ps"}}
    if hint in family[default]:
        return hint
    for language, letters in telling.items():
        # Letters that the default language has hardly or not at all.
        if sum(char in letters for char in sample) * 50 > len(sample):
            return language
    return default


def _by_words(sample: str, hint: str | None) -> str | None:
    counts: Counter[str] = Counter()
    words = _WORD.findall(sample.lower())
    for word, count in Counter(filter(_WORD_OF.__contains__, words)).items():
        for language in _WORD_OF[word]:
            counts[language] += count
    if not counts:
        return hint
    language, best = counts.most_common(1)[0]
    if hint and counts[hint] * 10 >= best * 8:
        return hint
    # Prose has a function word in every four or so; a list of names has not.
    if best * 12 < len(words):
        return hint or (language if best >= 3 else None)
    return language
