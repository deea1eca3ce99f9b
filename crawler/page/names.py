"""Names of people and of media: split, cleaned, and told apart.

Knows what names look like in Chinese and in alphabets. Knows nothing of where on a page a name
stood.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from crawler.page import plain

#: A byline longer than this is no byline; a page with more authors than this is a directory.
_LONGEST, _MOST = 600, 20
_LONGEST_NAME = 60

#: The common surnames, in both scripts; together more than 99 in 100 Chinese people.
_SURNAMES = frozenset(
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭"
    "吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鍾锺汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬"
    "段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文庞龐樊兰蘭殷施陶洪翟安颜顏倪严嚴牛温溫芦蘆季俞章鲁魯葛伍韦韋申尤毕畢聂聶丛叢焦向柳邢"
    "路岳齐齊沿梅莫庄莊辛管祝左涂塗谷祁时時舒耿牟卜路詹关關苗凌费費纪紀靳盛童欧歐甄项項曲成游阳陽裴席卫衛查屈鲍鮑位覃霍翁隋植甘景"
    "薄单單包司柏宁寧柯阮桂闵閔解强強柴华華车車冉房边邊辜吉饶饒刁瞿戚丘古米池滕晋晉苑邬鄔臧畅宫宮来來嵺苟全褚娄婁郎郁鞠连連仇应應"
    "简簡巩鞏迟遲晏巫麦麥敖权權练練初卓丰豐冷佘农農习習沙匡蔺藺鄢危楚冼慕商尚骆駱盖蓋党黨荣榮原巴占佟郜芮麻栾欒敬明历曙衣胥闫"
    "蒲和伊储宗竺晁皮申公那仲国況况计居都帅师"
)
_DOUBLE = ("欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "夏侯", "皇甫", "尉迟", "公孙",
           "慕容", "令狐", "司徒", "端木", "南宫", "东方", "范姜", "张简", "張簡")  # fmt: skip
_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}(?:[·•・][\u3400-\u9fff]{1,8}){0,3}")
_MARKS = re.compile(r"[\W_]+")
_HAN = re.compile(r"[\u3400-\u9fff]")

#: How names of Chinese media end.
_MEDIUM = re.compile(
    r"(?:[网網报報社台臺》」]|报道|報道|報導|快讯|快訊|通讯|通訊|电视|電視|广播|廣播|新闻|新聞|财经|財經|科技|娱乐|"
    r"体育|周刊|週刊|杂志|雜誌|月刊|评论|客户端|频道|頻道|在线|头条|頭條|传媒|媒体|出版|中心|编辑部|工作室|研究院|"
    r"办公室|委员会|公司|集团|整理|综合|原创|发布|編譯|公众号)$"
)
_ROLE_ZH = re.compile(
    r"(?:本报|本報|本刊|本网|本網|本台|本社|特约|特約|见习|實習|实习|首席|驻[\u3400-\u9fff]{1,4}|"
    r"特派|全媒体|融媒体|高级|资深)*"
    r"(?:记者|記者|通讯员|通訊員|实习生|撰稿人?|撰文|作者|评论员|主笔|编译|翻译|文字|报道员)"
)
_TAIL_ZH = re.compile(r"(?:发自.{0,12}|(?:[\u3400-\u9fff]{2,4})?(?:报道|報導|報道|电|電))$")
_NOT_AUTHORS_ZH = re.compile(
    r"编辑|編輯|责编|責編|编译|校对|审核|审校|监制|摄影|攝影|供图|制图|来源|來源|佚名|匿名|未知|管理员|网友|综合"
)
_ADDRESS = re.compile(r"https?:|www\.|@|\.(?:com|org|net|cn|html?)\b|[/\\]\S", re.IGNORECASE)
_BY = re.compile(
    r"^(?:(?:(?:words|story|text|article|report|analysis|review|opinion|commentary|exclusive|"
    r"written|reported|posted|published|edited and written|reporting)\s+)?by\b[:\s]*|"
    r"author(?:s|\(s\))?\s*:\s*)",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"\s@\w{2,30}\b")
_AND = re.compile(r"\s*(?:[;|&•·]|\band\b|\bwith\b|\+)\s*", re.IGNORECASE)
_ROLE = re.compile(
    r"\b(?:editors?|correspondents?|reporters?|writers?|columnists?|contributors?|producers?|anchors?|"
    r"journalists?|professors?|lecturers?|directors?|chief|senior|staff|fellow|bureau|desk|team|"
    r"newsroom|founder|analysts?|photographers?|illustrations?|photo(?:graph)?s?|presenters?|for|in)\b",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(
    r"\s*(?:"
    r"\(.{0,80}\)?|\bfor\s.{0,80}|\bin\s[A-Z].{0,60}|\bat the\s.{0,60}|"
    r"\bon\s\w{3,6}day\b.{0,100}|"
    r"\b(?:published|updated|posted|last modified|on\s(?=\w{3,9}\s\d))\b.{0,200}|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s\d{1,2}\b.{0,100}|"
    r"\b\d{1,2}:\d\d.{0,100}|\b(?:19|20)\d\d\b.{0,60})$",
    re.IGNORECASE,
)
_ROLE_TAIL = re.compile(
    r"\s(?:senior|staff|contributing|associate|deputy|managing|chief|special|guest)\s"
    r"(?:\w{1,20}\s){0,3}"
    r"(?:editor|writer|reporter|correspondent|columnist|producer|contributor)\b.{0,80}$",
    re.IGNORECASE,
)
#: Words that stand where a name should and name no one.
_NO_NAME = frozenset({
    "agencies", "agency", "staff", "admin", "administrator", "editor", "editors", "newsroom",
    "webdesk", "web desk", "news desk", "online desk", "national desk", "guest", "contributor",
    "author", "authors", "anonymous", "unknown", "n/a", "none", "null", "undefined", "name", "by",
    "various", "redaktion", "user", "root", "webmaster", "wire", "wires", "press release",
    "md", "phd", "ph.d", "mph", "rdn", "esq", "jr", "sr",
})  # fmt: skip
#: Words of photo credits, buttons and links, which stand in bylines' places.
_NOT_AUTHORS = re.compile(
    r"\b(?:photo(?:graph|s)?|images?|getty|illustration|graphic|courtesy|full bio|profile|follow|"
    r"share|subscribe|comments?|read more|more (?:by|from)|view|minutes?|copyright)\b|©",
    re.IGNORECASE,
)
_PHOTO_CREDIT = re.compile(
    r"\b(?:AP|AFP|EPA|Getty|Reuters)?[\s/](?:Photos?|Images?|Pool)$", re.IGNORECASE
)
_PARTICLES = frozenset({
    "de", "la", "le", "van", "von", "der", "den", "bin", "al", "el", "da", "di", "du", "dos", "y",
    "e", "ter", "ten", "af",
})  # fmt: skip


def same(one: str, other: str) -> bool:
    """Whether two names are one site's: equal but for case, blanks and marks, or one goes on."""
    a, b = _key(one), _key(other)
    if not a or not b:
        return False
    shorter, longer = sorted((a, b), key=len)
    if _HAN.search(shorter) and not is_person(shorter):
        return len(shorter) >= 2 and longer.startswith(shorter)
    return shorter == longer or longer in {shorter + "com", shorter + "news", shorter + "online"}


@lru_cache(maxsize=256)
def _key(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name[:200]).casefold()
    return _MARKS.sub("", folded.removeprefix("the "))


def is_person(name: str) -> bool:
    """Whether a Chinese name is shaped like a person's: a known surname and one to three more."""
    if not _HAN_NAME.fullmatch(name):
        return False
    if "·" in name or "•" in name or "・" in name:
        return True
    if name.startswith(_DOUBLE):
        return len(name) in {3, 4}
    return name[0] in _SURNAMES and len(name) <= 3


def is_medium(name: str) -> bool:
    """Whether a name ends as names of Chinese media do (观察者网, 北京日报)."""
    return bool(_MEDIUM.search(name))


def people(values: Iterable[str], *, sites: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the authors named in ``values`` (bylines, JSON-LD names, meta contents), in order.

    ``By``, roles and dates go; lists are split; addresses, editors and the ``sites``' own names
    are no authors.
    """
    own = [site for site in sites if site]
    found: dict[str, str] = {}
    for value in values:
        line = plain.line(value[:_LONGEST])
        if len(value) > _LONGEST or not line:
            continue
        split = _chinese if len(_HAN.findall(line)) * 2 > len(line.replace(" ", "")) else _latin
        for said in split(line):
            name = said
            for site in own:
                name = _without(name, site)
            if len(found) < _MOST and name and not any(same(name, site) for site in own):
                found.setdefault(name.casefold(), name)
    return tuple(found.values())


def _without(name: str, site: str) -> str:
    """Cut a site's name off the end of its reporter's: Kevin McCoy USA TODAY."""
    if name.casefold().endswith(" " + site.casefold()):
        return name[: -len(site)].rstrip()
    return name


def _latin(line: str) -> list[str]:
    if _PHOTO_CREDIT.search(line):
        return []
    line = _HANDLE.sub("", _BY.sub("", line.strip()))
    names: list[str] = []
    for part in _AND.split(line):
        # A comma parts names, or a name from its bearer's role or medium.
        for piece in part.split(","):
            name = _trimmed(_BY.sub("", piece.strip()))
            if _is_latin_name(name, first=not names):
                names.append(name)
            if _ROLE.search(piece):
                break  # behind a role stands the medium that it is held at
    return names


def _trimmed(piece: str) -> str:
    """Cut what follows a name: dates, places, and a role, if a name is left (Jane Doe Editor)."""
    name = _AFTER_NAME.sub("", piece)
    bare = _ROLE_TAIL.sub("", name)
    return (bare if " " in bare else name).strip(" .-–—:*|'\"")


def _is_latin_name(name: str, *, first: bool) -> bool:
    words = name.split()
    if not 2 <= len(name) <= _LONGEST_NAME or len(words) > 6 or _ADDRESS.search(name):
        return False
    if not any(char.isalpha() for char in name) or sum(map(str.isdigit, name)) > 2:
        return False
    if name.casefold() in _NO_NAME or _NOT_AUTHORS.search(name):
        return False
    if first:
        return True
    # Behind a name stand roles, degrees and places as well.
    if name.isupper() and len(name) <= 5:
        return False
    capitals = all(word[0].isupper() or word.casefold() in _PARTICLES for word in words)
    return capitals and not _ROLE.search(name)


def _chinese(line: str) -> list[str]:
    line = _ROLE_ZH.sub(" ", line).replace("：", " ").replace(":", " ")
    names = []
    pieces = [piece for piece in re.split(r"[\s、,，;；&|丨/／()（）]+", line) if piece]
    for piece in pieces:
        name = piece.strip("【】[]〔〕《》“”\"'。.-—")
        if not is_person(name):
            name = _TAIL_ZH.sub("", name) or name
        if _NOT_AUTHORS_ZH.search(name):
            break
        if _is_chinese_name(name, alone=len(pieces) == 1):
            names.append(name)
    return names


def _is_chinese_name(name: str, *, alone: bool) -> bool:
    if not 2 <= len(name) <= 20 or _ADDRESS.search(name) or name.isdigit():
        return False
    # Among others only what looks like a person; alone also a pen name, but no medium.
    return is_person(name) or (alone and not is_medium(name))
