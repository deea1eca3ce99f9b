"""The notations of times on news pages, as patterns.

Knows how times are written in Chinese, Japanese, Korean, English and machine forms; each pattern
names what it finds (``year``, ``month``, ``day``, ``hour``, ``minute``, ``zone`` ...). What a match
means is the business of ``crawler.page.dates``. All repetitions are bounded, so that a match takes
linear time on any text.
"""

from __future__ import annotations

import re
from datetime import timedelta

MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june",
         "jul july", "aug august", "sep sept september", "oct october", "nov november",
         "dec december"), start=1)
    for name in names.split()
}  # fmt: skip
_MONTH = "(?P<{}>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"

OFFSETS = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 60, "ist": 330, "cet": 60, "cest": 120,
    "eet": 120, "eest": 180, "msk": 180, "sast": 120, "pkt": 300, "wib": 420, "hkt": 480,
    "sgt": 480, "pht": 480, "awst": 480, "jst": 540, "kst": 540, "acst": 570, "aest": 600,
    "aedt": 660, "nzst": 720, "nzdt": 780, "ndt": -150, "adt": -180, "ast": -240, "edt": -240,
    "est": -300, "cdt": -300, "cst": -360, "mdt": -360, "mst": -420, "pdt": -420, "pst": -480,
    "北京时间": 480, "北京時間": 480,
    "格林尼治标准时间": 0, "格林尼治標準時間": 0,
}  # fmt: skip
CITIES = {
    "et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}  # fmt: skip
_ZONE = (
    r"(?:\s*[(（]?(?P<zone>(?:GMT|UTC)?\s?[+-]\d{1,2}:?\d{2}(?!\d)|(?:GMT|UTC)[+-]\d{1,2}(?!\d)|Z\b|"
    + "|".join(sorted({*OFFSETS, *CITIES} - {"z"}, key=len, reverse=True))
    + r")(?![A-Za-z])[)）]?)?"
)
_HALF = "上午|下午|凌晨|清晨|早上|早晨|中午|傍晚|晚上|晚间|晚間|晚|오전|오후|午前|午後|"
_CLOCK = (
    r"(?:(?P<stated>格林尼治标准时间|格林尼治標準時間|北京时间|北京時間|GMT|UTC)\s?)?(?P<half>"
    + _HALF
    + r")\s?(?P<hour>\d{1,2})\s?(?::|时|時|点|點|시|\.(?=\d\d\s?[ap]\.?m))\s?"
    r"(?P<minute>\d{2})(?!\d)(?:\s?(?::|分|분)\s?(?:(?P<second>\d{2})(?!\d)秒?)?(?:[.,]\d{1,9})?)?"
    r"(?:\s?(?P<ampm>[ap])\.?m\b\.?)?" + _ZONE
)
_WEEKDAY = r"(?:[(（]?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天][)）]?|[(（][月火水木金土日][)）])"
_GAP = r"(?:\s|T|t|,|:|-|\||·|at\b|-?" + _WEEKDAY + r"){0,6}"
_AFTER = rf"(?:{_GAP}{_CLOCK})?"
#: Only with minutes is an hour believed; ``4 PM`` alone is too often a show's hour.
_WEEKDAY_EN = r"(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?\s{0,3})?"

_FLAGS = re.IGNORECASE | re.ASCII
NUMERIC = re.compile(
    r"(?<![\d.])(?P<year>(?:19|20)\d\d)\s?(?P<sep>[-/.年년])\s?(?P<month>\d{1,2})\s?[-/.月월]\s?"
    r"(?P<day>\d{1,2})(?!\d)(?:\s?[日号號일]|\.)?" + _AFTER,
    _FLAGS,
)
COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)"
    r"(?:T?(?P<hour>[0-2]\d)(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?(?P<zone>Z|[+-]\d{4})?)?",
    _FLAGS,
)
MONTH_FIRST = re.compile(
    r"\b" + _MONTH.format("name") + r"\s{0,3}(?P<day>\d{1,2})(?!\d)(?:st|nd|rd|th)?,?\s{0,3}"
    r"(?:(?P<year>(?:19|20)\d\d)(?!\d|:\d))?" + _AFTER + r"(?:\s(?P<late>(?:19|20)\d\d)(?!\d))?",
    _FLAGS,
)
DAY_FIRST = re.compile(
    r"(?<![\d:.])(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\sof)?[\s-]{1,3}" + _MONTH.format("name")
    + r",?[\s-]{0,3}(?P<year>(?:19|20)\d\d|\d\d(?=\s\d\d:))(?!\d)" + _AFTER,
    _FLAGS,
)  # fmt: skip
SLASHED = re.compile(
    r"(?<![\d/.-])(?P<first>\d{1,2})(?P<sep>[/.-])(?P<other>\d{1,2})(?P=sep)(?P<year>(?:19|20)\d\d)"
    r"(?!\d)" + _AFTER,
    _FLAGS,
)
YEARLESS = re.compile(
    r"(?<![\d./年-])(?:(?P<month>\d{1,2})-(?P<day>\d{1,2})\s{1,3}(?=\d{1,2}:\d\d)|"
    r"(?P<month2>\d{1,2})\s?月\s?(?P<day2>\d{1,2})\s?[日号號])" + _AFTER,
    _FLAGS,
)
#: A clock that stands before its date: ``5:00 AM EDT, Fri June 3, 2022``.
CLOCK_BEFORE = re.compile(_CLOCK + r"[\s,|·-]{0,4}(?:on\s)?" + _WEEKDAY_EN + r"$", _FLAGS)
DAYS_BACK = {"今天": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2}
NAMED_DAY = re.compile(rf"(?P<word>{'|'.join(DAYS_BACK)})" + _AFTER, _FLAGS)
AGO = re.compile(
    r"(?:(?P<count>\d{1,3})|(?P<one>半|\ban?\b))\s?(?:个|個)?\s?"
    r"(?P<unit>秒钟?|秒鐘|分钟?|分鐘|小时|小時|钟头|鐘頭|天|日|周|週|星期|月|"
    r"(?:second|sec|minute|min|hour|hr|day|week|month)s?)\s?(?:之?前|ago\b)",
    _FLAGS,
)
JUST_NOW = re.compile(r"刚刚|剛剛|just now\b", _FLAGS)
UNITS = {
    "秒": timedelta(seconds=1), "s": timedelta(seconds=1), "分": timedelta(minutes=1),
    "mi": timedelta(minutes=1), "小": timedelta(hours=1), "钟": timedelta(hours=1),
    "鐘": timedelta(hours=1), "h": timedelta(hours=1), "天": timedelta(days=1),
    "日": timedelta(days=1), "d": timedelta(days=1), "周": timedelta(weeks=1),
    "週": timedelta(weeks=1), "星": timedelta(weeks=1), "w": timedelta(weeks=1),
    "月": timedelta(days=30), "mo": timedelta(days=30),
}  # fmt: skip
EPOCH = re.compile(r"\d{10}(?:\d{3})?", re.ASCII)
#: A month's Chinese name before a day: blogs translate the name and keep the order, 十一月 6, 2009.
CHINESE_MONTH = re.compile(r"(十[一二]?|[一二三四五六七八九])月\s?(?=\d)")
CHINESE_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
HAS_TIME = re.compile(r"\d|[昨前今]天|昨日|刚刚|剛剛|ago|day|now|前", re.IGNORECASE)
