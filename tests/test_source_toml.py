"""Sources written down as TOML: readable, and never half."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import catalogue, source_toml
from crawler.config import ConfigError, load, parse
from storage.records import Source

SOURCE = Source(name="a", title='The "A"', url="https://a.example/feed", groups=("x", "y"))


def test_a_table_says_what_differs_from_the_defaults_and_no_more():
    assert source_toml.table(SOURCE, comment="Found today.\nBy hand") == (
        '# Found today.\n# By hand\n[[source]]\nname = "a"\ntitle = \'The "A"\'\n'
        'kind = "feed"\nurl = "https://a.example/feed"\ngroups = ["x", "y"]\n'
    )


def test_patterns_keep_their_backslashes_readable():
    text = source_toml.table(
        Source(name="a", url="https://a.example/", article_pattern=r"/\d+\.html")
    )
    assert r"article_pattern = '/\d+\.html'" in text


@pytest.mark.parametrize("entry", catalogue.known(), ids=lambda entry: entry.source.name)
def test_each_source_of_the_catalogue_is_read_back_as_it_was(entry):
    read = parse("catalogue = false\n" + source_toml.table(entry.source), None)
    assert read.sources == (entry.source,)


@settings(max_examples=80)
@given(st.text(min_size=1, max_size=30), st.text(max_size=20))
def test_any_text_is_quoted_so_that_it_comes_back(note, comment):
    source = Source(name="a", url="https://a.example/", note=note)
    text = source_toml.table(source, comment=comment)
    if note.strip() == note:
        expected = note.encode("utf-8", "replace").decode()
        assert parse("catalogue = false\n" + text, None).sources[0].note == expected


def test_what_stands_in_the_file_stays(tmp_path):
    file = tmp_path / "newsvane.toml"
    before = b'\xef\xbb\xbf# mine\r\ndelay = 3.0\r\n\r\n[[source]]\r\nname = "b"\r\nurl = "https://b.example/"'
    file.write_bytes(before)
    source_toml.add(file, [source_toml.table(SOURCE)])
    after = file.read_bytes()
    assert after.startswith(before + b"\r\n\r\n[[source]]\r\n")
    assert b"\n" not in after.replace(b"\r\n", b"")
    config = load(file)
    assert config.delay == 3.0
    assert [source.name for source in config.sources[:2]] == ["b", "a"]


def test_a_file_that_is_not_there_is_made(tmp_path):
    source_toml.add(tmp_path / "new.toml", [source_toml.table(SOURCE)])
    assert load(tmp_path / "new.toml").sources[0] == SOURCE


@pytest.mark.parametrize(
    "before",
    [
        b'[[source]]\nname = "a"\nurl = "https://x.example/"\n',
        b"delay = \n",
        b"\xff\xfe",
        b"source = []\n",
    ],
)
def test_a_file_that_would_not_be_valid_is_left_as_it_is(tmp_path, before):
    file = tmp_path / "newsvane.toml"
    file.write_bytes(before)
    with pytest.raises(ConfigError):
        source_toml.add(file, [source_toml.table(SOURCE)])
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["newsvane.toml"]


def test_a_crash_while_writing_leaves_the_old_file(tmp_path, monkeypatch):
    file = tmp_path / "newsvane.toml"
    file.write_bytes(b"delay = 3.0\n")

    def crash(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", crash)
    with pytest.raises(OSError, match="No space"):
        source_toml.add(file, [source_toml.table(SOURCE)])
    assert file.read_bytes() == b"delay = 3.0\n"
    assert [path.name for path in tmp_path.iterdir()] == ["newsvane.toml"]


def test_rights_and_links_are_kept(tmp_path):
    file = tmp_path / "real.toml"
    file.write_bytes(b"")
    file.chmod(0o600)
    linked = tmp_path / "newsvane.toml"
    linked.symlink_to(file)
    source_toml.add(linked, [source_toml.table(SOURCE)])
    assert linked.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o600
    assert b"[[source]]" in file.read_bytes()
