"""The configuration: what it accepts, and that each mistake is named with place and remedy."""

from __future__ import annotations

import pytest

from crawler.config import ConfigError, catalogue, load, parse

SOURCE = '[[source]]\nname = "a"\nurl = "https://a.example/feed"\n'


def wrong(text, tmp_path):
    file = tmp_path / "newsvane.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(file)
    message = str(caught.value)
    assert str(file) in message
    return message


def test_no_file_gives_the_catalogue_and_defaults(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEWSVANE_CONFIG", raising=False)
    monkeypatch.delenv("NEWSVANE_DB", raising=False)
    config = load()
    assert str(config.database) == "newsvane.db"
    enabled = config.select()
    assert len(enabled) >= 12
    assert {source.language for source in enabled} == {"zh", "en"}


def test_the_catalogue_is_consistent():
    sources = catalogue()
    assert len({source.name for source in sources}) == len(sources)
    for source in sources:
        assert source.title
        assert source.groups


def test_own_sources_come_beside_and_before_the_catalogue(tmp_path):
    config = parse(SOURCE + 'kind = "feed"\nevery = "15m"\n', tmp_path / "x.toml")
    assert config.sources[0].name == "a"
    assert config.sources[0].every == "15m"
    assert len(config.sources) > 10


def test_a_source_of_the_same_name_overrides_the_catalogue():
    name = catalogue()[0].name
    config = parse(f'[[source]]\nname = "{name}"\nurl = "https://mine.example/"\n', None)
    assert [s.url for s in config.sources if s.name == name] == ["https://mine.example/"]


def test_a_table_without_address_says_what_is_different_about_a_source_of_the_catalogue():
    base = next(source for source in catalogue() if not source.enabled)
    config = parse(f'[[source]]\nname = "{base.name}"\nevery = "5m"\n', None)
    (found,) = (source for source in config.sources if source.name == base.name)
    assert (found.url, found.every, found.enabled) == (base.url, "5m", True)
    config = parse(f'[[source]]\nname = "{base.name}"\nenabled = false\n', None)
    assert base.name not in {source.name for source in config.select()}
    with pytest.raises(ConfigError, match="no 'url'"):
        parse(f'catalogue = false\n[[source]]\nname = "{base.name}"\n', None)


def test_exclude_and_include_by_name_and_group():
    everything = parse("", None)
    less = parse('exclude = ["zh-core"]\n', None)
    assert {s.name for s in everything.sources} - {s.name for s in less.sources} == {
        s.name for s in everything.sources if "zh-core" in s.groups
    }
    assert parse("catalogue = false\n", None).sources == ()


def test_a_group_or_name_selects(tmp_path):
    config = parse("", None)
    labs = config.select(["labs"])
    assert labs
    assert all("labs" in source.groups for source in labs)
    with pytest.raises(ConfigError, match=r"'lbas'.*did you mean 'labs'"):
        config.select(["lbas"])


def test_the_environment_and_the_option_name_the_database(tmp_path, monkeypatch):
    file = tmp_path / "c.toml"
    file.write_text('database = "file.db"\ncatalogue = false\n', encoding="utf-8")
    monkeypatch.setenv("NEWSVANE_CONFIG", str(file))
    monkeypatch.delenv("NEWSVANE_DB", raising=False)
    assert str(load().database) == "file.db"
    monkeypatch.setenv("NEWSVANE_DB", "env.db")
    assert str(load().database) == "env.db"
    assert str(load(database="option.db").database) == "option.db"


def test_saved_searches_have_names(tmp_path):
    assert parse('[searches]\nchips = "芯片 -手机"\n', None).searches == {"chips": "芯片 -手机"}
    assert "searches" in wrong("[searches]\nchips = 3\n", tmp_path)


def test_fault_101_a_byte_order_mark_is_no_mistake(tmp_path):
    file = tmp_path / "newsvane.toml"
    file.write_bytes(b"\xef\xbb\xbfdelay = 3.0\n")
    assert load(file).delay == 3.0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("contcat = 'me@x.example'\n", ["line 1", "'contcat'", "did you mean 'contact'"]),
        ("[[sources]]\nname = 'x'\n", ["line 1", "'sources'", "did you mean 'source'"]),
        (SOURCE + "schedule = '5m'\n", ["line 4", "did you mean 'every'"]),
        ("only = ['x']\n", ["line 1", "'only'", "known here are active, ", ", zone"]),
        (SOURCE + "kidn = 'feed'\n", ["line 4", "'kidn'", "did you mean 'kind'"]),
        (SOURCE + "kind = 'fed'\n", ["line 4", "kind", "did you mean 'feed'"]),
        (SOURCE + "every = '61 * * * *'\n", ["line 4", "every"]),
        (SOURCE + "every = '* * *'\n", ["line 4", "every", "five cron fields"]),
        (SOURCE + "every = '@daily'\n", ["line 4", "every"]),
        (SOURCE + "every = '0 0 31 2 *'\n", ["line 4", "never fires"]),
        (SOURCE + "every = '0 8 * * 1-5'\n", ["line 4", "write names"]),
        (SOURCE + "every = '5s'\n", ["line 4", "30 seconds"]),
        (SOURCE + "zone = 'Asia/Pekin'\n", ["line 4", "Asia/Pekin"]),
        (SOURCE + "article_pattern = '(['\n", ["line 4", "not a regular expression"]),
        (SOURCE + "article_pattern = '(a+)+$'\n", ["line 4", "for ever"]),
        (SOURCE + "article_pattern = '^(?:(\\w*)|x)*y'\n", ["line 4", "for ever"]),
        (SOURCE + "whole_page = ['a', '\\2']\n", ["line 4", "not a replacement"]),
        (SOURCE + "kind = 'listing'\nselector = 'a['\n", ["line 5", "not a CSS selector"]),
        (SOURCE + "kind = 'listing'\nselector = 'a'\nlists = 'a['\n", ["line 6", "lists", "CSS"]),
        (SOURCE + "kind = 'listing'\n", ["line 1", "needs 'selector'"]),
        (SOURCE + "kind = 'json'\n", ["line 1", "needs 'items'"]),
        (SOURCE + SOURCE, ["line 5", "two sources are called 'a'"]),
        ("[[source]]\nname = 'a'\n", ["line 1", "no 'url'"]),
        ("[[source]]\nname = 'a'\nurl = 'file:///etc/passwd'\n", ["line 3", "http"]),
        ("[[source]]\nname = 'a b'\nurl = 'https://x.example'\n", ["line 2", "letters, digits"]),
        ("delay = 'soon'\n", ["line 1", "number of seconds"]),
        ("delay = true\n", ["line 1", "number of seconds"]),
        ("topics = []\n", ["line 1", "name at least one"]),
        ("deadline = 0\n", ["line 1", "from 1 to 3600"]),
        ("allow_hosts = ['300.1.1.1/99']\n", ["line 1", "no host, address or network"]),
        (SOURCE + "headers = { 'X Y' = 'a' }\n", ["line 4", "'X Y' is no header"]),
        (SOURCE + 'headers = { A = "b\\r\\nC: d" }\n', ["line 4", "one line"]),
        (SOURCE + "article_pattern = '/(a+)+$'\n", ["line 4", "for ever"]),
        ("topics = 'ai'\n", ["line 1", "list of texts"]),
        ("contact = ''\n", ["line 1", "text in quotes"]),
        ("exclude = ['ithone']\n", ["line 1", "did you mean 'ithome'"]),
        ("source = 3\n", ["line 1", "[[source]]"]),
        ("delay = \n", ["line 1", "not valid TOML"]),
    ],
)
def test_fault_098_099_100_101_each_mistake_names_file_line_key_and_remedy(
    text, expected, tmp_path
):
    message = wrong(text, tmp_path)
    for part in expected:
        assert part in message
    assert "\n" not in message


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"nowhere\.toml: no such file"):
        load(tmp_path / "nowhere.toml")


def test_fault_101_a_file_that_is_not_utf8_is_named(tmp_path):
    file = tmp_path / "c.toml"
    file.write_bytes("contact = '中'".encode("gbk"))
    with pytest.raises(ConfigError, match="is not UTF-8"):
        load(file)


def test_fault_104_a_password_in_an_address_is_refused_and_not_repeated(tmp_path):
    message = wrong("[[source]]\nname = 'a'\nurl = 'http://me:s3cret@x.example/'\n", tmp_path)
    assert "leave out the user name and password" in message
    assert "s3cret" not in message
