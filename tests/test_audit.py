"""What an audit says: clean only where all was looked up, red only for what nobody has judged."""

from __future__ import annotations

import json
import stat
from datetime import date

import pytest

from tests import audit
from tests.advisories import Advisory

UNKNOWN = "Dependency not found on PyPI and could not be audited: {} (1.0)"
JUDGED = Advisory(
    package="Scrapy",
    ids=("CVE-2017-14158", "PYSEC-2017-83"),
    what="w",
    source="s",
    judged="bodies are cut off",
    checked=date(2026, 1, 1),
)
MENDED = Advisory(
    package="urllib3",
    ids=("CVE-2026-97689",),
    what="w",
    source="s",
    fixed="2.8.0",
    reached="r",
    checked=date(2026, 1, 1),
)
NEW = {
    "id": "PYSEC-2026-4177",
    "fix_versions": ["2.8.0"],
    "aliases": ["CVE-2026-97689"],
    "description": "long",
}
OLD = {"id": "PYSEC-2017-83", "fix_versions": [], "aliases": ["CVE-2017-14158"]}


def clean(name):
    return {"name": name, "version": "1.0", "vulns": []}


def skipped(name):
    return {"name": name, "skip_reason": UNKNOWN.format(name)}


def found(name, *vulns):
    return {"name": name, "version": "2.7.0", "vulns": list(vulns)}


def said(*answers, failures=()):
    looked = audit.Looked()
    for answer in answers:
        looked.add({"dependencies": answer, "fixes": []})
    return audit.verdict(looked, [JUDGED, MENDED], failures)


def test_all_looked_up_and_nothing_found_is_clean():
    assert said([clean("click"), clean("rich")]) == (
        ["audit: 2 packages, none with a known advisory"],
        False,
    )


def test_nothing_looked_up_is_never_clean():
    lines, failed = said([skipped("click"), skipped("rich")], failures=["osv: no such host"])
    assert lines == [
        "audit: NOT DONE for 2 of 2 packages: osv: no such host; " + UNKNOWN.format("click")
    ]
    assert not failed


def test_a_part_looked_up_is_not_clean():
    lines, failed = said([clean("click"), skipped("rich")])
    assert lines == ["audit: NOT DONE for 1 of 2 packages: " + UNKNOWN.format("rich")]
    assert not failed


def test_no_answer_at_all_says_why():
    assert said(failures=["pip-audit is not installed"]) == (
        ["audit: NOT DONE for any of the packages: pip-audit is not installed"],
        False,
    )
    assert said()[0] == ["audit: NOT DONE for any of the packages: no answer"]


def test_what_nobody_has_judged_fails():
    lines, failed = said([found("urllib3", NEW), clean("rich")])
    assert failed
    (line,) = lines
    assert line.startswith("audit: FOUND: urllib3 2.7.0, PYSEC-2026-4177 CVE-2026-97689, mended in")
    assert "2.8.0" in line


def test_what_is_judged_passes_with_its_reason():
    lines, failed = said([found("scrapy", OLD)])
    assert not failed
    assert lines == [
        "audit: judged: scrapy 2.7.0, PYSEC-2017-83 CVE-2017-14158: bodies are cut off",
        "audit: 1 packages, none with a known advisory that is not judged",
    ]


def test_a_judgement_counts_for_its_own_package_alone():
    lines, failed = said([found("parsel", OLD)])
    assert failed
    assert "mended in no version" in lines[0]


def test_a_judged_and_an_unjudged_finding_fail_together():
    lines, failed = said([found("scrapy", OLD, NEW)])
    assert failed
    assert [line.split(":")[1].strip() for line in lines] == ["judged", "FOUND"]


def test_a_finding_fails_though_others_were_not_looked_up():
    lines, failed = said([found("urllib3", NEW), skipped("rich")])
    assert failed
    assert "NOT DONE" in lines[-1]


def test_what_one_service_does_not_know_another_may():
    assert said([clean("click"), skipped("rich")], [clean("rich"), skipped("click")]) == (
        ["audit: 2 packages, none with a known advisory"],
        False,
    )
    lines, failed = said([clean("urllib3")], [found("urllib3", NEW)])
    assert failed
    assert len(lines) == 1


def test_one_hole_told_by_two_services_is_told_once():
    other = {"id": "GHSA-vxq7-64xx-v4gw", "aliases": ["CVE-2026-97689"], "fix_versions": ["2.8.0"]}
    lines, _ = said([found("urllib3", NEW)], [found("urllib3", other)])
    assert len(lines) == 1


@pytest.fixture
def program(tmp_path):
    """A stand-in for pip-audit that prints what it is given."""

    def made(out="", err="", code=0):
        path = tmp_path / "pip-audit"
        path.write_text(
            f"#!/bin/sh\necho \"$@\" >> {tmp_path}/asked\nprintf '%s' '{out}'\n"
            f"printf '%s\\n' '{err}' >&2\nexit {code}\n",
            encoding="utf-8",
        )
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    return made


def test_a_program_that_is_not_there_is_said(tmp_path, capsys):
    assert audit.main([str(tmp_path / "nothing")]) == 0
    assert capsys.readouterr().out == (
        "audit: NOT DONE for any of the packages: pip-audit is not installed\n"
    )


def test_a_service_that_cannot_be_reached_is_said(program, capsys):
    path = program(err="Traceback\nConnectionError: cannot be resolved", code=1)
    assert audit.main([str(path)]) == 0
    assert capsys.readouterr().out == (
        "audit: NOT DONE for any of the packages: pypi: ConnectionError: cannot be resolved;"
        " osv: ConnectionError: cannot be resolved\n"
    )


def test_a_finding_is_the_exit_code(program, capsys):
    answer = json.dumps({"dependencies": [found("urllib3", NEW)], "fixes": []})
    assert audit.main([str(program(answer, code=1))]) == 1
    assert "FOUND: urllib3" in capsys.readouterr().out


def test_the_second_service_is_asked_only_for_what_the_first_does_not_know(program, tmp_path):
    answer = json.dumps({"dependencies": [clean("click")], "fixes": []})
    assert audit.main([str(program(answer))]) == 0
    asked = (tmp_path / "asked").read_text(encoding="utf-8").splitlines()
    assert len(asked) == 1
    assert "-s pypi" in asked[0]
    assert "constraints.txt" in asked[0]
    answer = json.dumps({"dependencies": [skipped("click")], "fixes": []})
    assert audit.main([str(program(answer))]) == 0
    asked = (tmp_path / "asked").read_text(encoding="utf-8").splitlines()
    assert "-s osv" in asked[-1]


def test_an_answer_that_does_not_come_is_not_waited_for(program, monkeypatch):
    path = program()
    path.write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    monkeypatch.setattr(audit, "_ALL", 0.2)
    assert audit.ask(path, "pypi", path) == "pypi: no answer in 0.2 seconds"
