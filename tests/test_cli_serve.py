"""``serve`` as a user runs it: on loopback, told where, ended by Ctrl-C."""

from __future__ import annotations

import re
import signal
import socket
import urllib.request

import pytest

pytest.importorskip("datasette", reason="the extra 'web' is not installed")

from tests.journey import Desk
from tests.web_store import fill


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path)
    fill(desk.folder / "news.db")
    return desk


def test_it_tells_its_address_answers_there_and_ends_when_it_is_told(desk):
    serving = desk.start("--db", "news.db", "serve", "--port", "0", "--saved", "chips=芯片")
    try:
        url = serving.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", url)
        with urllib.request.urlopen(f"{url}saved/chips.json", timeout=60) as answer:
            assert answer.status == 200
    finally:
        serving.send_signal(signal.SIGINT)
        _, errors = serving.communicate(timeout=60)
    assert "Traceback" not in errors
    assert not desk.escaped()


def test_a_port_that_is_taken_is_the_users_to_change(desk):
    with socket.create_server(("127.0.0.1", 0)) as other:
        ended = desk.run("--db", "news.db", "serve", "--port", str(other.getsockname()[1]))
    assert ended.code == 2
    assert "--port" in ended.err


@pytest.mark.parametrize(
    "arguments", [["--db", "none.db", "serve"], ["--db", "news.db", "serve", "--saved", "x"]]
)
def test_mistakes_are_told_before_anything_listens(desk, arguments):
    ended = desk.run(*arguments)
    assert ended.code == 2
    assert len(ended.err.splitlines()) == 1
