"""No pin and no lower bound has a known hole; what has no mended version is judged."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from datetime import date

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.advisories import ROOT, Advisory, bounds, pins, read, shortcomings

CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
SHIPPED = ("crawler", "spiders", "scheduler", "storage")
_EXCUSED = re.compile(r"#\s*noqa:\s*([A-Z0-9, ]*\bS\d{3}[A-Z0-9, ]*)(.*)$")


def hole(**fields):
    given = {"package": "parser", "ids": ("CVE-1",), "what": "w", "source": "s", "fixed": "1.10"}
    return Advisory(**{**given, "checked": date(2026, 1, 1), **fields})


def test_no_pin_and_no_bound_of_ours_has_a_known_hole():
    assert shortcomings(read(), pins(CONSTRAINTS), bounds(PROJECT)) == []


@pytest.mark.parametrize("advisory", read(), ids=str)
def test_an_older_pin_is_noticed(advisory):
    if not advisory.fixed:
        assert advisory.judged
        return
    older = {canonicalize_name(advisory.package): Version(f"{advisory.fixed}.dev0")}
    (found,) = shortcomings([advisory], older, bounds(PROJECT))
    assert "pinned" in found


def test_versions_are_compared_as_versions():
    kept = hole(unreached="u")
    assert shortcomings([kept], {"parser": Version("1.10")}, {}) == []
    assert shortcomings([kept], {"parser": Version("1.9")}, {}) == [
        "parser: CVE-1: pinned 1.9, mended in 1.10"
    ]


@pytest.mark.parametrize("lowest", [{}, {"parser": Version("1.9")}])
def test_a_bound_that_admits_a_reached_hole_is_noticed(lowest):
    (found,) = shortcomings([hole(reached="r")], {"parser": Version("2")}, lowest)
    assert "admits versions before 1.10" in found
    assert not shortcomings([hole(unreached="u")], {"parser": Version("2")}, lowest)


def test_a_package_that_is_not_pinned_is_noticed():
    (found,) = shortcomings([hole(unreached="u")], {}, {})
    assert "not pinned" in found


def test_of_a_package_that_pythons_get_in_two_versions_the_newer_counts():
    text = "# x==1\nA.b==1.9; python_version < '3'\na-b==1.10; python_version >= '3'\nc==2\n"
    assert pins(text) == {"a-b": Version("1.10"), "c": Version("2")}


def test_the_lowest_bound_of_all_groups_counts():
    project = {
        "project": {
            "dependencies": ["A.b>=2,<4", "unbound"],
            "optional-dependencies": {"x": ["a-B[more]>=1.5; python_version > '3'"]},
        }
    }
    assert bounds(project) == {"a-b": Version("1.5")}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"reached": "r", "unreached": "u"},
        {"fixed": ""},
        {"fixed": "", "reached": "r"},
        {"judged": "j"},
        {"ids": (), "reached": "r"},
    ],
)
def test_an_advisory_that_says_too_much_or_too_little_is_refused(fields):
    with pytest.raises(ValueError, match="parser"):
        hole(**fields)


def test_every_pin_lies_in_its_bounds():
    table = PROJECT["project"]
    pinned = pins(CONSTRAINTS)
    for group in (table["dependencies"], *table["optional-dependencies"].values()):
        for line in group:
            requirement = Requirement(line)
            name = canonicalize_name(requirement.name)
            if name != "newsvane":
                assert requirement.specifier.contains(pinned[name]), line


def test_security_names_each_hole_that_has_no_mended_version():
    for advisory in read():
        if advisory.judged and advisory.ids[0].startswith("CVE"):
            assert advisory.ids[0] in SECURITY
    assert set(re.findall(r"CVE-\d+-\d+", SECURITY)) <= {n for a in read() for n in a.ids}
    assert str(max(advisory.checked for advisory in read())) in SECURITY


def test_a_crawl_loads_nothing_of_what_is_said_not_to_be_loaded():
    code = (
        "import sys, crawler.run, crawler.handler, crawler.robots, crawler.redirect,"
        " crawler.politeness, scrapy.crawler, spiders.articles;"
        "print([m for m in ('aiohttp', 'multidict', 'tldextract', 'filelock', 'requests',"
        " 'twisted.names', 'twisted.conch', 'twisted.mail', 'twisted.words') if m in sys.modules])"
    )
    command = [sys.executable, "-W", "ignore", "-c", code]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert said.stdout.strip() == "[]"


def test_ruff_is_told_to_look_for_holes_in_all_that_is_installed():
    lint = PROJECT["tool"]["ruff"]["lint"]
    assert lint["select"] == ["ALL"]
    # assert tells mypy what cannot be None, and nothing relies on it: see pyproject.toml.
    assert [rule for rule in lint["ignore"] if re.fullmatch(r"S\d*", rule)] == ["S101"]
    for files, rules in lint["per-file-ignores"].items():
        if files.startswith(SHIPPED):
            assert not [rule for rule in rules if re.fullmatch(r"S\d*", rule)], files


def excuses(text):
    """Each line that a rule on security is silenced in: what is said behind it."""
    for line in text.splitlines():
        if found := _EXCUSED.search(line):
            yield line.strip(), found[2].strip(" -:")


def test_each_exception_to_ruffs_rules_on_security_says_why_in_its_line():
    lines = [
        excuse
        for top in SHIPPED
        for path in sorted((ROOT / top).rglob("*.py"))
        for excuse in excuses(path.read_text(encoding="utf-8"))
    ]
    assert lines
    assert [line for line, why in lines if len(why) < 4] == []
    assert [why for _, why in excuses("x = 1  # noqa: S608\ny  # noqa: S301 - ours\n")] == [
        "",
        "ours",
    ]


def test_no_file_that_is_installed_silences_ruff_as_a_whole():
    for top in SHIPPED:
        for path in (ROOT / top).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"#\s*(ruff:\s*noqa|noqa\s*($|[^:\s]))", text, re.MULTILINE), path
