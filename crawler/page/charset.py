"""Which legacy encoding some bytes are in, judged by whether the result reads like language.

Knows a few hundred frequent characters and the byte patterns of legacy encodings. Must not know
about pages, headers or labels beyond their names.
"""

from __future__ import annotations

import re

#: Tried in this order; the first of equals wins.
_CANDIDATES = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949", "cp1252", "cp1251", "koi8_r")
_HIGH_RUN = re.compile(rb"[\x80-\xff][\x40-\xff]*")
#: Bytes of evidence that are enough, whatever the page's size.
_SAMPLE = 4_096
#: Half of running Chinese is frequent characters; by a wrong codec less than 0.4 looks so.
_SURE = 0.44

#: The most frequent characters of running Chinese, both scripts: half of any text or more.
_FREQUENT_HAN = frozenset(
    "的一是不了在人有我他这個个中大来來上国國和也地到时時要出会會可你对對生能而子那得于於着着下自之"
    "年过過发發后後作里用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分"
    "还還进進好小部其些主样樣理心她本前开開但因只从從想实實日军軍者意无無力它与與长長把机機十民第"
    "公此已工使情明性知全三又关關点點正业業外将將两兩高间間由问問很最重并並物手应應战戰向头頭文体"
    "體政美相见見被利什二等产產或新己制身果加西斯月话話合回特代内內信表化老给給世位次度门門任常先"
    "海通教儿兒原东東声聲提立及比员員解水名真论論处處走义義各入几幾口认認条條平系气氣题題活尔爾更"
    "别別打女变變四神总總何电電数數安少报報才结結反受目太量再感建务務做接必场場件计計管期市直德资"
    "資命山金指克许許统統区區保至队隊形社便空决決治展马馬科司五基眼书書非则則听聽白却界达達光放强"
    "強即像难難且权權思王象完设設式色路记記南品住告类類求据據程北边邊死张張该該交规規万萬取拉格望"
    "觉覺术術领領共确確传傳师師观觀清今切院让讓识識候带帶导導争爭运運"
)
_KANA = re.compile("[\u3041-\u30fa]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_HAN = re.compile("[\u4e00-\u9fff]")
_CYRILLIC_WORD = re.compile("[\u0410-\u042f\u0401]?[\u0430-\u044f\u0451]{3,}")
#: An accented letter alone among ASCII, or a mark of good typography.
_LATIN_ALONE = re.compile("(?<![À-ɏ])[À-ÖØ-öø-ɏ](?![À-ɏ])|[‘’“”–—…€£©®°·«»\u00a0]")
#: Characters that hardly occur in running text: a sign of the wrong encoding.
_ODD = re.compile("[\ufffd\u0080-\u009f\ue000-\uf8ff\uff61-\uff9f\u2500-\u257f\u0370-\u0400]")


def best_guess(evidence: bytes, labelled: tuple[str, ...] = ()) -> str:
    """Return the codec under which ``evidence`` (from ``sample``) reads most like language.

    ``labelled`` codecs are tried too and win ties: a label is some evidence, never proof. Judges
    by the share of frequent characters, as charset detectors for Asian languages commonly do.
    """
    scored: list[tuple[float, int, str]] = []
    names = [*labelled, *(name for name in _CANDIDATES if name not in labelled)]
    for rank, name in enumerate(names):
        if name.startswith("utf"):
            continue  # the caller has refused it already
        bonus = 0.05 if name in labelled else 0.0
        score = _plausibility(evidence, name) + bonus
        if score > _SURE:
            return name
        scored.append((score, -rank, name))
    return max(scored)[2] if scored else "cp1252"


def sample(body: bytes, start: int = 0) -> bytes:
    """Gather some kilobytes of the parts of ``body`` that hold non-ASCII bytes."""
    parts: list[bytes] = []
    size = 0
    for run in _HIGH_RUN.finditer(body, start):
        part = run[0][:512]
        parts.append(part)
        size += len(part)
        if size > _SAMPLE:
            break
    return b"\n".join(parts)


def _plausibility(evidence: bytes, name: str) -> float:
    """Return how much ``evidence`` reads like language under codec ``name``, about 0-1."""
    korean = name in {"cp949", "euc_kr", "johab"}
    try:
        # The extension of EUC-KR gives a syllable to nearly any two bytes: judge by the core.
        text = evidence.decode("euc_kr" if korean else name, "replace")
    except (LookupError, ValueError):
        return -1.0
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    if not foreign:
        return 0.0
    familiar = sum(map(_FREQUENT_HAN.__contains__, text))
    if name in {"cp932", "euc_jp", "iso2022_jp"}:
        familiar += len(_KANA.findall(text))
    elif korean:
        familiar = len(_HANGUL.findall(text)) - len(_HAN.findall(text))
    elif name in {"cp1251", "koi8_r", "koi8_u", "iso8859-5", "cp866", "mac_cyrillic"}:
        familiar = sum(len(word) for word in _CYRILLIC_WORD.findall(text))
    elif name.startswith(("cp125", "iso8859")):
        familiar = len(_LATIN_ALONE.findall(text))
    odd = len(_ODD.findall(text))
    return (familiar - 2.0 * odd) / foreign
