"""[[channel]] tables: what they may hold, and errors that say where and what instead."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crawler.config import ConfigError, parse

PLAIN = '[[channel]]\nname = "desk"\nurl = "json://127.0.0.1:9/secret-token"\n'


def channel(extra="", top=""):
    (found,) = parse(f"catalogue = false\n{top}\n{PLAIN}{extra}", None).channels
    return found


def refused(text):
    with pytest.raises(ConfigError) as caught:
        parse("catalogue = false\n" + text, None)
    return str(caught.value)


def test_a_channel_has_sensible_defaults():
    found = channel(top='zone = "Asia/Shanghai"')
    assert (found.topic, found.zone, found.digest) == ("ai-competition", "Asia/Shanghai", None)
    assert (found.max_age, found.new_publishers, found.at_least_once) == (
        timedelta(days=2),
        False,
        False,
    )


def test_all_keys_are_taken():
    found = channel(
        'language = "zh"\nthreshold = 0.8\nreview = true\ndigest = "at 08:00 and 18:00"\n'
        'quiet = ["22:00-07:00", "12:00-13:00"]\nzone = "Europe/Berlin"\nmax_age = "12h"\n'
        "new_publishers = true\ntroubles = true\nat_least_once = true\npace = 5\nenabled = false\n"
    )
    assert (found.language, found.threshold, found.pace) == ("zh", 0.8, 5.0)
    assert (len(found.quiet), found.max_age) == (2, timedelta(hours=12))
    assert channel('digest = "at once"').digest is None


def test_the_address_may_stand_elsewhere_and_never_shows():
    (found,) = parse('[[channel]]\nname = "a"\nurl_env = "HOOK"\n', None).channels
    assert (found.url.kind, found.url.where) == ("url_env", "HOOK")
    assert "secret-token" not in repr(parse(PLAIN, None))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[channel]]\nurl = "json://x"', "line 2: a channel has no 'name'"),
        ('[[channel]]\nname = "a"', "needs one of url, url_env or url_file"),
        (PLAIN + 'url_env = "B"', "needs one of"),
        (PLAIN + PLAIN, "line 6: two channels are called 'desk'"),
        (PLAIN + 'colour = "red"', "line 5: unknown key 'colour'"),
        (PLAIN + 'topic = "chips"', "line 5: channel 'desk': topic 'chips' is not among"),
        (PLAIN + "threshold = 2", "line 5: threshold: write a score from 0 to 1"),
        (PLAIN + 'quiet = "night"', "line 5: quiet: 'night' is no span of hours"),
        (PLAIN + 'digest = "soon"', "line 5: digest: "),
        (PLAIN + 'max_age = "90d"', "line 5: max_age: write at most 30d"),
        (PLAIN + 'max_age = "soon"', "line 5: max_age: write a span of time"),
        ("channel = 3", "begins with [[channel]]"),
    ],
)
def test_mistakes_are_told_with_their_line(text, says):
    assert says in refused(text)


@pytest.mark.parametrize(
    "line",
    ['url = "hunter22-token"', 'url_env = "json://hunter22-token"', 'url_file = "x://hunter22"'],
)
def test_an_error_does_not_repeat_a_secret(line):
    said = refused(f'[[channel]]\nname = "a"\n{line}\n')
    assert "hunter22" not in said
    assert "line 4" in said
