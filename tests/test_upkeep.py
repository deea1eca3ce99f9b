"""Living for months: backups, the ceiling of the disk, signs of life."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from crawler.config import ConfigError, parse
from crawler.library import open_store
from crawler.upkeep import backup, disk, metrics, pulse
from crawler.upkeep.health import HealthServer, write_heartbeat
from crawler.upkeep.settings import Backup, Disk
from crawler.upkeep.supervision import Supervision, SupervisionError
from scheduler import notify
from storage.errors import StoreError
from storage.records import Article

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    path = tmp_path / "news.db"
    with open_store(path) as opened:
        opened.add(Article(url="https://a.example/1", title="A", text="Some text of a story."))
    return path


def configured(tmp_path, text=""):
    return parse(f'catalogue = false\ndatabase = "{tmp_path / "news.db"}"\n{text}', None)


# Backups


def test_a_backup_is_a_whole_store_and_the_latest_few_are_kept(store, tmp_path):
    folder = tmp_path / "kept" / "here"
    wanted = Backup(folder=folder, every="1d", keep=2)
    foreign = tmp_path / "kept" / "here" / "news-of-mine.db"
    made = []
    for day in range(4):
        now = NOW + timedelta(days=day)
        assert backup.due(wanted, store, "UTC", now)
        made.append(backup.make(wanted, store, now))
        foreign.touch()
        assert not backup.due(wanted, store, "UTC", now + timedelta(hours=23))
    assert sorted(p.name for p in folder.iterdir()) == sorted(
        [foreign.name, made[2].name, made[3].name]
    )
    with open_store(made[3], read_only=True) as copy:
        assert len(copy.stories()) == 1
        assert copy.integrity() == []


def test_a_backup_missed_while_nothing_ran_is_made_up_once(store, tmp_path):
    wanted = Backup(folder=tmp_path / "kept", every="at 03:30", keep=9)
    backup.make(wanted, store, NOW)
    assert not backup.due(wanted, store, "UTC", NOW + timedelta(hours=15))
    late = NOW + timedelta(days=3)
    assert backup.due(wanted, store, "UTC", late)
    backup.make(wanted, store, late)
    assert not backup.due(wanted, store, "UTC", late + timedelta(minutes=5))


def test_a_backup_that_failed_leaves_the_ones_before_and_nothing_half(store, tmp_path, monkeypatch):
    wanted = Backup(folder=tmp_path / "kept", keep=1)
    first = backup.make(wanted, store, NOW)
    (tmp_path / "kept" / "news-20260101T000000Z.db.partial").write_bytes(b"half of one")

    def fails(*_):
        raise StoreError("the backup failed: disk full")

    monkeypatch.setattr("storage.care.Care.backup", fails)
    with pytest.raises(StoreError):
        backup.make(wanted, store, NOW + timedelta(days=1))
    assert list((tmp_path / "kept").iterdir()) == [first]


def test_no_room_for_a_backup_is_one_line(store, tmp_path, monkeypatch):
    monkeypatch.setattr(backup.shutil, "disk_usage", lambda _: SimpleNamespace(free=10))
    with pytest.raises(StoreError, match="no room for a backup"):
        backup.make(Backup(folder=tmp_path / "kept"), store, NOW)


# The disk


def room(monkeypatch, path, free, **options):
    monkeypatch.setattr(disk, "_PACE", 0.0)
    usage = {"free": free}
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _: SimpleNamespace(**usage))
    return disk.Room(Disk(**options), path), usage


def test_crawling_stops_before_the_disk_is_full_and_goes_on_by_itself(monkeypatch, tmp_path):
    held, usage = room(monkeypatch, tmp_path / "none" / "news.db", 1000, min_free=400)
    assert (held.held(), held.warning()) == ("", "")
    usage["free"] = 700
    assert held.held() == ""
    assert "only" in held.warning()
    usage["free"] = 399
    assert "less than min_free" in held.held()
    usage["free"] = 405  # not yet: it would stop at once again
    assert held.held()
    usage["free"] = 441
    assert held.held() == ""


def test_a_store_that_reaches_its_ceiling_is_told(monkeypatch, store):
    size = store.stat().st_size
    held, _ = room(monkeypatch, store, 10**12, max_store=size + 10)
    assert held.held() == ""
    assert "of at most" in held.warning()
    held, _ = room(monkeypatch, store, 10**12, max_store=size - 10)
    assert "more than max_store" in held.held()


# Configuration


def test_the_tables_of_upkeep_are_read(tmp_path):
    config = configured(
        tmp_path,
        '[backup]\nfolder = "b"\nevery = "at 04:00"\nkeep = 3\n[disk]\nmin_free = "1.5 GiB"\n'
        'max_store = "20 GB"\n[health]\naddress = "localhost:8641"\nmetrics = true\n'
        'heartbeat = "beat.json"\n',
    )
    assert (config.upkeep.backup.keep, config.upkeep.disk.min_free) == (3, 1_610_612_736)
    assert config.upkeep.health.address == ("127.0.0.1", 8641)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[backup]\nkeep = 3", "line 1: [backup] has no 'folder'"),
        ('[backup]\nfolder = "b"\nkeep = 0', "line 3: keep: write how many"),
        ('[backup]\nfolder = "b"\nwhen = "1d"', "line 3: unknown key 'when'"),
        ('[disk]\nmin_free = "lots"', "line 2: min_free: write a size"),
        ("[disk]\nmin_free = 5", "line 2: min_free: write a size"),
        ('[health]\naddress = "0.0.0.0:80"', "line 2: address: '0.0.0.0' is no loopback"),
        ('[health]\naddress = "news.example:8641"', "no loopback address"),
        ("[health]\nmetrics = true", "line 2: metrics need the 'address'"),
        ("health = 3", "write health as a table"),
    ],
)
def test_mistakes_in_upkeep_are_told_with_their_line(text, says):
    with pytest.raises(ConfigError) as caught:
        parse(text + "\n", None)
    assert says in str(caught.value)


# Signs of life


def get(server, path="/health", host=None):
    port = server.address[1]
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}")
    if host:
        request.add_header("Host", host)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def test_the_health_address_says_200_while_it_beats_and_503_when_it_hangs(store, monkeypatch):
    beating = pulse.Pulse(store, lambda _: {"wire": ("blocked", "HTTP 403")}, sources=7)
    server = HealthServer(("127.0.0.1", 0), beating.report, metrics.text)
    try:
        status, body = get(server)
        report = json.loads(body)
        assert (status, report["ok"], report["troubles"]) == (200, True, {"wire": "blocked"})
        assert report["store"]["stories"] == 1
        monkeypatch.setattr(pulse, "LATE", -1.0)
        status, body = get(server)
        assert (status, "last beat" in json.loads(body)["wrong"][0]) == (503, True)
        monkeypatch.setattr(pulse, "LATE", 60.0)
        beating.held = "only 3 MB are free"
        assert get(server)[0] == 503
        beating.held = ""
        assert get(server, "/other")[0] == 404
        assert get(server, host="evil.example")[0] == 403
        status, body = get(server, "/metrics")
        assert (status, "newsvane_up 1.0" in body) == (200, True)
        assert "newsvane_troubled_sources 1.0" in body
        assert "newsvane_store_stories 1.0" in body
    finally:
        server.close()


def test_a_store_that_cannot_be_read_is_503(tmp_path):
    (tmp_path / "news.db").write_bytes(b"no store" * 200)
    report = pulse.Pulse(tmp_path / "news.db", lambda _: {}).report()
    assert not report["ok"]
    assert "the store cannot be read" in report["wrong"][0]


def test_the_heartbeat_file_is_replaced_whole(tmp_path):
    path = tmp_path / "run" / "beat.json"
    write_heartbeat(path, {"ok": True})
    write_heartbeat(path, {"ok": False})
    assert json.loads(path.read_text()) == {"ok": False}
    assert [p.name for p in path.parent.iterdir()] == ["beat.json"]


def test_a_health_address_that_is_taken_is_one_line(tmp_path, store):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        config = configured(tmp_path, f'[health]\naddress = "127.0.0.1:{port}"')
        with pytest.raises(SupervisionError, match=f"address 127.0.0.1:{port} cannot be used"):
            Supervision(config).open()


def test_supervision_keeps_the_store_and_says_how_it_is(tmp_path, store):
    config = configured(
        tmp_path,
        f'[backup]\nfolder = "{tmp_path / "kept"}"\n[health]\nheartbeat = "{tmp_path / "beat"}"\n'
        f'address = "127.0.0.1:{free_port()}"\nmetrics = true\n',
    )
    with sqlite3.connect(store) as connection:
        connection.execute(
            "INSERT INTO runs (source, trigger, started, finished, process)"
            " VALUES ('x', 'y', '2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z', '1')"
        )
    connection.close()
    supervision = Supervision(config)
    supervision.open()
    try:
        supervision.beat(3)
        for chore in supervision.chores():
            chore.act()
        assert supervision.held() == ""
        assert get(supervision._server)[0] == 200
    finally:
        supervision.close()
    assert len(list((tmp_path / "kept").iterdir())) == 1
    assert json.loads((tmp_path / "beat").read_text())["sources"] == 3
    with open_store(store, read_only=True) as kept:
        assert kept.runs() == []


def test_the_health_address_moves_with_the_configuration_or_all_stays_as_it_was(tmp_path, store):
    def health(port, more=""):
        return configured(tmp_path, f'[health]\naddress = "127.0.0.1:{port}"\n{more}')

    first, second = free_port(), free_port()
    supervision = Supervision(health(first))
    supervision.configure(health(first))
    assert supervision._server is None  # not before it is opened: a single round has none
    supervision.open()
    try:
        before = supervision._server
        supervision.configure(health(second, "metrics = true"))
        assert supervision._server.address[1] == second
        assert get(supervision._server, "/metrics")[0] == 200
        with pytest.raises(urllib.error.URLError):
            get(before)
        with socket.create_server(("127.0.0.1", 0)) as taken:
            config = health(taken.getsockname()[1])
            with pytest.raises(SupervisionError, match="cannot be used"):
                supervision.configure(config)
        assert get(supervision._server)[0] == 200
        supervision.configure(health(second))
        assert get(supervision._server)[0] == 200
        assert get(supervision._server, "/metrics")[0] == 404
        supervision.configure(configured(tmp_path))
        assert supervision._server is None
    finally:
        supervision.close()


def test_what_is_kept_no_longer_is_deleted_once_a_day_however_often_it_is_asked_for(
    tmp_path, store
):
    supervision = Supervision(configured(tmp_path))

    def prune():
        with sqlite3.connect(store) as connection:
            connection.execute(
                "INSERT INTO runs (source, trigger, started, finished, process)"
                " VALUES ('x', 'y', '2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z', '1')"
            )
        connection.close()
        supervision._prune()
        with open_store(store, read_only=True) as kept:
            return len(kept.runs())

    assert [prune(), prune()] == [0, 1]
    with sqlite3.connect(store) as connection:
        connection.execute(
            "UPDATE settings SET value = '2020-01-01T00:00:00Z' WHERE key = 'pruned'"
        )
    connection.close()
    assert prune() == 0
    with sqlite3.connect(store) as connection:  # the clock was put back since
        connection.execute(
            "UPDATE settings SET value = '2999-01-01T00:00:00Z' WHERE key = 'pruned'"
        )
    connection.close()
    assert prune() == 0


def test_a_heartbeat_grows_old_when_the_daemon_hangs(tmp_path, store, monkeypatch):
    supervision = Supervision(configured(tmp_path, f'[health]\nheartbeat = "{tmp_path / "beat"}"'))
    monkeypatch.setattr(pulse, "LATE", -1.0)
    supervision._heartbeat()
    assert not (tmp_path / "beat").exists()


# systemd


@pytest.fixture
def listener(tmp_path, monkeypatch):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
        end.bind(str(tmp_path / "notify"))
        end.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield lambda: end.recv(4096).decode().split("\n")


def test_systemd_is_told(listener):
    notify.ready("watching 3 sources")
    assert listener() == ["READY=1", "STATUS=watching 3 sources"]
    notify.reloading()
    first, second = listener()
    assert first == "RELOADING=1"
    assert second.startswith("MONOTONIC_USEC=")
    notify.stopping()
    assert listener()[0] == "STOPPING=1"


def test_an_abstract_name_is_understood_and_nobody_is_no_trouble(monkeypatch):
    name = f"newsvane-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
        end.bind(f"\0{name}")
        end.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", f"@{name}")
        assert notify.tell("READY=1")
        assert end.recv(100) == b"READY=1"
    assert not notify.tell("READY=1")
    monkeypatch.delenv("NOTIFY_SOCKET")
    assert not notify.tell("READY=1")


def test_the_watchdog_is_fed_half_as_often_again_as_asked_and_only_by_whom_it_is_meant(
    listener, monkeypatch
):
    monkeypatch.setenv("WATCHDOG_USEC", "30000000")
    monkeypatch.setenv("WATCHDOG_PID", str(os.getpid()))
    dog = notify.Watchdog()
    assert dog.every == 15.0
    dog.beat()
    dog.beat()
    assert listener() == ["WATCHDOG=1"]
    monkeypatch.setenv("WATCHDOG_PID", "1")
    assert notify.Watchdog().every is None
    monkeypatch.delenv("WATCHDOG_USEC")
    assert notify.Watchdog().every is None
