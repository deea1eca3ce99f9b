"""The documentation is true: every verb has help and stands in README, and its commands run."""

from __future__ import annotations

import re
import shlex
import sqlite3
from pathlib import Path

import pytest

from crawler.cli import _VERBS
from tests.journey import Desk

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
TRANSCRIPT = re.compile(
    r"<!-- transcript: (.+?) -->\n```text\n(.*?)```\n<!-- /transcript -->", re.DOTALL
)


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("docs"))
    ended = desk.run("demo")
    assert ended.code == 0, ended.err
    return desk, ended


@pytest.mark.parametrize("verb", _VERBS)
def test_each_verb_has_help_with_an_example_and_stands_in_readme(verb, tmp_path):
    ended = Desk(tmp_path).run(verb, "--help")
    assert ended.code == 0
    assert re.search(r"Examples?:\n\s+(\S+ )*?newsvane", ended.out), ended.out
    assert f"`newsvane {verb}" in README


def test_help_lists_each_verb_with_a_line(tmp_path):
    out = Desk(tmp_path).run("--help").out
    for verb, (_, line) in _VERBS.items():
        assert re.search(rf"^  {verb} +{re.escape(line[:40])}", out, re.MULTILINE)


def commands():
    lines = [line[2:] for block in blocks("console") for line in block.splitlines()]
    return [line for line in lines if line != "newsvane demo"]


@pytest.mark.parametrize("line", commands())
def test_the_commands_of_readme_run(line, demo):
    desk, _ = demo
    program, *arguments = shlex.split(line)
    assert program == "newsvane"
    ended = desk.run(*arguments)
    assert ended.code == 0, ended.err
    assert ended.out.strip()


def test_the_transcript_in_readme_is_what_the_demo_prints(demo):
    _, ended = demo
    match = TRANSCRIPT.search(README)
    assert match, "README has no transcript of the demo"
    printed = {" ".join(line.split()) for line in ended.out.splitlines()}
    for line in match[2].splitlines():
        # Cut lines end in an ellipsis; nothing else may differ.
        words = " ".join(line.split())
        start = words.removesuffix(" …").removesuffix("…")
        assert words in printed or (words.endswith("…") and any(
            have.startswith(start) for have in printed)), line  # fmt: skip


@pytest.mark.parametrize("sql", blocks("sql"))
def test_the_questions_of_readme_have_answers(sql, demo):
    desk, _ = demo
    store = sqlite3.connect(f"file:{desk.folder / 'demo' / 'newsvane.db'}?mode=ro", uri=True)
    assert store.execute(sql).fetchall()
    store.close()


def test_the_toml_of_readme_is_valid(tmp_path):
    for number, block in enumerate(blocks("toml")):
        file = tmp_path / f"{number}.toml"
        file.write_text(block, encoding="utf-8")
        ended = Desk(tmp_path).run("--config", str(file), "sources", "list", "--json")
        assert ended.code == 0, ended.err


def test_the_chinese_readme_names_the_same_verbs():
    chinese = (ROOT / "README.zh.md").read_text(encoding="utf-8")
    for verb in _VERBS:
        assert f"`newsvane {verb}" in chinese
    assert "make demo" in chinese
    assert "make test" in chinese
