"""Names of companies and betting sites that a farm drops into other people's sentences.

Knows what such names end in, and where a sentence has room for a name. Must not know any brand:
they are learnt from the page, by repetition at places where no writer would put them. A company
that the story is about stands where names stand, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice

from crawler.text.draft import Edit
from crawler.text.hints import Hints
from crawler.text.marks import inside_pile
from crawler.text.publishers import longest_first
from crawler.text.segment import segment

_LEGAL_FORM = re.compile(r"(?:股份|集团|集團)?有限(?:责任|責任)?公司|股份公司|Co\., ?Ltd\.?")
_BETTING = re.compile(
    r"(?:体育|體育|娱乐|娛樂|电竞|電競|棋牌|彩票|真人|博彩)"
    r"(?:app|APP|官网|官網|平台|入口|下载|下載|注册|註冊|登录|登錄|网址|手机版|客户端)+"
)
# Cheap to look for: without one of these twice there is nothing to find.
_LEGAL_HINTS = Hints("公司", "Ltd")
_NET_HINTS = Hints("网")
#: A site's name. The net of a trade, a power grid or the Internet is none.
_SITE = re.compile(r"网站?(?![络格站])")
_NET = ("网", "网站")
_NETS = (
    *("互联", "物联", "车联", "因特", "局域", "万维", "电", "路", "管", "水", "官", "公网", "交通"),
    *(
        "神经",
        "关系",
        "服务",
        "通信",
        "通讯",
        "移动",
        "供应",
        "卫星",
        "算力",
        "防护",
        "监测",
        "安全",
    ),
)
_BETTING_HINTS = Hints(
    *("体育", "體育", "娱乐", "娛樂", "电竞", "電競", "棋牌", "彩票", "真人", "博彩"),
)
#: Houses whose sports and show pages have such names without being betting sites.
_MEDIA = ("新浪", "腾讯", "网易", "搜狐", "央视", "凤凰", "咪咕", "人民", "新华")
#: Log odds beyond which a name is injected although another was.
_SECOND = 6.0
#: What places must add up to for a site's name on a farm's page, and the least of a name.
_SITES, _LEAST_SITE = 3.0, 4
_MAX_NAME = 14
# More than so many places or different endings are no article's; a page is not searched for ever.
_MAX_PLACES, _MAX_ENDINGS = 100, 40
_HAN = r"\u3400-\u9fff"
#: A name may begin after these and go on before these.
_OPENERS = frozenset(
    "市省縣县區区由与與和从從对對向在给給为為被将將把据據是的、“‘《〈「『（(【[：:—-/·；;"
)
_FOLLOWERS = frozenset(
    "的与與和在将將已于於宣表成是为為董总總被也还還就等及或从從对對向有称稱发發获獲股共、”’》〉」』）)】]"
    "：:（(—-/创創首法联聯研旗推执執合今近日董第提生召"
)
#: The same of sites, whose names stand where sources are given.
_CITING, _REPORTING = frozenset("据據经經前日"), frozenset("报報记記讯訊曾消刊评評援引编編文官")
_BREAKS = frozenset("\n,，。．.?？!！;；… \u3000")
_HAN_TAIL = re.compile(rf"[{_HAN}]+$")
_HAN_HEAD = re.compile(rf"[{_HAN}]{{1,6}}")


def find(
    text: str,
    *,
    known: Sequence[str] = (),
    suspects: Sequence[str] = (),
    piled: bool = False,
    farm: bool = False,
    found: Collection[str] = (),
) -> tuple[str, ...]:
    """Return the brands that were put into ``text``, longest first.

    ``known`` are brands seen on other pages of the same host, ``suspects`` names that may have
    been put in. ``piled`` says that the page's punctuation is a farm's: less evidence is asked
    for there. ``farm`` says that it is a farm's page at all, where sites' names are looked for
    as well. ``found`` are the brands that were taken out of ``text`` already.
    """
    weighed = []
    # Where nothing else shows a farm, a site's name that is known must betray itself as well.
    sites = {name for name in known if _names_a_site(name) and not farm} - set(found)
    names = {*sites, *(name for name in suspects if not name.endswith(longest_first()))}
    injected_sites = [name for name in names if _is_injected_site(text, name)]
    for name, betting in _repeated(text, sites=farm):
        if _names_a_site(name):
            injected_sites += [name] * _is_injected_site(text, name)
            continue
        prior = _prior(betting=betting, piled=piled)
        # Whether words are split costs a dictionary: asked only where it could decide.
        if prior + _evidence(text, name, piled=piled, splits=_every_place) > 0:
            evidence = prior + _evidence(text, name, piled=piled)
            # A betting site's name is nobody's subject; of companies the likeliest counts.
            weighed += [(evidence + 10.0 * betting, name)] * (evidence > 0)
    # A farm advertises one customer on a page; a second name needs proof of its own.
    best = "" if found else max(weighed, default=(0.0, ""))[1]
    injected = {name for evidence, name in weighed if name == best or evidence > _SECOND}
    for brand in {*known, *found} - sites:
        if brand.strip() and brand in text and _evidence(text, brand, piled=True) > -2:
            injected.add(brand)
    injected.update(injected_sites)
    return tuple(sorted(injected, key=lambda brand: (-len(brand), brand)))


def may_name(text: str) -> bool:
    """Whether a company or a betting site may be named twice in ``text`` or in a part of it.

    If not, ``find`` finds none there but those that it is told of, or a site's on a farm's page.
    """
    return any(_any_twice(text, hints) for hints in (_LEGAL_HINTS, _BETTING_HINTS))


def _any_twice(text: str, hints: Hints) -> bool:
    return any(text.count(hint) > 1 for hint in hints.within(text))


def edits(text: str, brands: Sequence[str]) -> Iterator[Edit]:
    """Yield the removal of each of ``brands`` wherever it stands."""
    for brand in brands:
        for place in _places(text, brand):
            yield Edit(place, place + len(brand), "", "brand", f"injected brand: {brand}")


def _places(text: str, brand: str) -> Iterator[int]:
    place = text.find(brand) if brand else -1
    while place >= 0:
        yield place
        place = text.find(brand, place + len(brand))


def _repeated(text: str, *, sites: bool) -> Iterator[tuple[str, bool]]:
    """Yield names that stand at two places or more, and whether they end like a betting site."""
    for ending, hints, betting in (
        (_LEGAL_FORM, _LEGAL_HINTS, False),
        (_BETTING, _BETTING_HINTS, True),
        *([(_SITE, _NET_HINTS, False)] * sites),
    ):
        if not _any_twice(text, hints):
            continue
        # An industry and a name of two characters each is the least that a company has.
        least, alphabet = (2, rf"[{_HAN}A-Za-z0-9]") if betting else (4, rf"[{_HAN}·（）()]")
        groups: dict[str, list[int]] = {}
        for match in ending.finditer(text):
            places = groups.setdefault(match[0], [])
            if len(places) < _MAX_PLACES:
                places.append(match.start())
        for suffix, places in islice(groups.items(), _MAX_ENDINGS):
            for stem in _stems(text, places, suffix, re.compile(alphabet)):
                if len(stem) < least or stem.endswith(_MEDIA):
                    continue
                if ending is not _SITE or _may_be_a_site(stem, suffix):
                    yield stem + suffix, betting


def _names_a_site(name: str) -> bool:
    return name.endswith(_NET) and not _BETTING.search(name)


def _may_be_a_site(stem: str, suffix: str) -> bool:
    """Whether a site of unknown repute could go by that name."""
    return not stem.endswith(_NETS) and not (stem + suffix).endswith(longest_first())


def _is_injected_site(text: str, name: str) -> bool:
    """Whether ``name`` stands inside a word of ``text`` and mostly where no source is given."""
    if len(name) < _LEAST_SITE or name not in text:
        return False
    without = text.replace(name, "")
    joints = _joints(text, name)
    return any(_splits_word(without, joint) for joint in joints) and (
        sum(_evidence_at(without, joint, piled=True, site=True) for joint in joints) > _SITES
    )


def _joints(text: str, name: str) -> list[int]:
    """Return where ``name`` stood, in offsets of ``text`` without it."""
    places = islice(_places(text, name), _MAX_PLACES)
    return [place - count * len(name) for count, place in enumerate(places)]


def _stems(text: str, places: list[int], suffix: str, alphabet: re.Pattern[str]) -> Iterator[str]:
    """Yield what most of ``places`` have before them in common, then what the others have."""
    pending = places
    while len(pending) >= 2:
        group, stem = pending, ""
        while len(stem) < _MAX_NAME:
            by_character: dict[str, list[int]] = {}
            for place in group:
                left = text[place - len(stem) - 1] if place > len(stem) else ""
                if left and alphabet.match(left):
                    by_character.setdefault(left, []).append(place)
            largest = max(by_character.values(), key=len, default=[])
            # A name put into itself ends another one right before its second half.
            nested = len(by_character.get(suffix[-1], ()))
            # Within a name, places part only into several names; before it, into strays.
            others = len(group) - nested
            if len(largest) < 2 or (len(stem) >= 4 and len(largest) < 0.75 * others):
                break
            group, stem = largest, text[largest[0] - len(stem) - 1] + stem
        if not stem:
            return
        yield stem
        taken = set(group)
        pending = [place for place in pending if place not in taken]


def _prior(*, betting: bool, piled: bool) -> float:
    """Return the log odds that a name which a page repeats was put there by a program."""
    if piled:
        return -0.2
    return 3.0 if betting else -5.5


def _evidence(
    text: str, name: str, *, piled: bool, splits: Callable[[str, int], bool] | None = None
) -> float:
    """Return the log odds of injection that the places of ``name`` give, taken together.

    Counted on pages into which names had been put and on the mentions of companies in ordinary
    business news: four in five real mentions have a border or a link on both sides, and one in
    thirty on neither; a blind insertion hits 5 % and 60 %, and every third splits a word.
    """
    without = text.replace(name, "")
    total, seen = 0.0, set()
    for joint in _joints(text, name):
        total += _evidence_at(without, joint, piled=piled, splits=splits)
        # The same words around a name twice over are a phrase, and phrases are somebody's.
        around = without[max(0, joint - 2) : joint + 1]
        total -= 2.6 if around in seen and len(around) == 3 else 0.0
        seen.add(around)
    # A name may have been put into itself: taking it out once leaves it whole again.
    return total - (5.0 if _has_short_form(without.replace(name, ""), name) else 0.0)


def _has_short_form(text: str, name: str) -> bool:
    """Whether ``text`` also calls the company by a shorter name, as those who write on it do."""
    stem = _LEGAL_FORM.sub("", name)[:-2]
    return any(stem[start : start + 4] in text for start in range(len(stem) - 3))


def _evidence_at(
    text: str,
    place: int,
    *,
    piled: bool,
    splits: Callable[[str, int], bool] | None = None,
    site: bool = False,
) -> float:
    """Return the log odds that a name which stood at ``place`` was put there by a program."""
    splits = splits or _splits_word
    before, after = text[place - 1 : place] or "\n", text[place : place + 1] or "\n"
    left = before in _BREAKS or before in _OPENERS or text.endswith("nbsp", 0, place)
    right = after in _BREAKS or after in _FOLLOWERS
    if site and (before in _CITING or after in _REPORTING):
        return -2.6
    if left and right:
        return 6.0 if piled and inside_pile(text, place) else -2.6
    if left or right:
        return 2.5 if splits(text, place) else 0.2
    return (3.0 if piled else 1.0) + (2.0 if splits(text, place) else 0.0)


def _every_place(_text: str, _place: int) -> bool:
    return True


def _splits_word(text: str, place: int) -> bool:
    """Whether a word lies across ``place``."""
    left = _HAN_TAIL.search(text[max(0, place - 6) : place])
    right = _HAN_HEAD.match(text, place)
    if not left or not right:
        return False
    position = 0
    for word in segment(left[0] + right[0]):
        if position < len(left[0]) < position + len(word):
            return True
        position += len(word)
    return False
