"""What the store does when the file, the disk or the neighbours are in its way."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import threading
from pathlib import Path

import pytest

from storage.errors import StoreError, explain
from storage.place import weak_place
from tests.storage_fakes import FakeVerdict, article, open_fake, words

ROOT = Path(__file__).parents[1]


def run_python(code, *arguments, **options):
    """Run a program in a process of its own, from the root of the checkout."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


@pytest.fixture
def open_place():
    """A directory that other users may enter: root, as in a container, may write anywhere."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    yield place
    place.chmod(0o755)
    shutil.rmtree(place)


def as_nobody(code, *arguments):
    """Run a program as a user to whom permissions apply; give what it printed."""
    process = run_python(code, *arguments)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return out.strip()


TRY_TO_OPEN = """
    import os, sys
    import sqlite_utils.migrations
    from storage.errors import StoreError
    from tests.storage_fakes import open_fake
    if os.geteuid() == 0:  # all is loaded: permissions may apply from here
        os.setuid(65534)
    try:
        with open_fake(sys.argv[1], read_only=sys.argv[2] == "read") as store:
            print(len(store.stories()))
    except StoreError as error:
        print(error)
"""


def test_a_missing_directory_is_named(tmp_path):
    with pytest.raises(StoreError, match=r"nowhere does not exist; make that directory"):
        open_fake(tmp_path / "nowhere" / "news.db")


def test_a_directory_in_place_of_a_file_is_named(tmp_path):
    with pytest.raises(StoreError, match="is a directory"):
        open_fake(tmp_path)


def test_reading_what_is_not_there_makes_no_file(tmp_path):
    with pytest.raises(StoreError, match="there is no store at"):
        open_fake(tmp_path / "news.db", read_only=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content", [b"just some notes", b"SQLite format 3\x00 and then rubbish" * 99]
)
@pytest.mark.parametrize("read_only", [True, False])
def test_fault_080_a_file_that_is_no_database_is_refused_and_left_alone(
    tmp_path, content, read_only
):
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"notes.txt is not a SQLite database.*newsvane doctor"):
        open_fake(path, read_only=read_only)
    assert path.read_bytes() == content


def test_fault_080_the_database_of_another_program_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE accounts (name)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="not a newsvane store"):
        open_fake(path)
    assert path.read_bytes() == before


def test_fault_080_a_damaged_page_is_found_when_the_store_is_opened_and_left_alone(tmp_path):
    path = tmp_path / "news.db"
    with open_fake(path) as store:
        for number in range(30):
            store.add(article(f"n{number}", words(number * 100)))
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\xa5" * 4096
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"news.db is damaged .*newsvane doctor"):
        open_fake(path)
    assert path.read_bytes() == bytes(content)
    with open_fake(path, read_only=True) as store:
        assert store.integrity() != []


def test_fault_081_a_read_only_file_is_named(open_place):
    path = open_place / "news.db"
    open_fake(path).close()
    path.chmod(0o444)
    open_place.chmod(0o777)
    assert "news.db is read-only; make it writable" in as_nobody(TRY_TO_OPEN, path, "write")


def test_fault_081_a_read_only_directory_is_named_but_can_be_read_from(open_place):
    path = open_place / "news.db"
    with open_fake(path) as store:
        store.add(article("a", words(0)))
    path.chmod(0o666)
    open_place.chmod(0o555)
    assert "is read-only and news.db needs files beside it" in as_nobody(TRY_TO_OPEN, path, "write")
    assert as_nobody(TRY_TO_OPEN, path, "read") == "1"


def test_a_reader_cannot_write(tmp_path):
    open_fake(tmp_path / "news.db").close()
    with (
        open_fake(tmp_path / "news.db", read_only=True) as store,
        pytest.raises(StoreError, match="opened for reading only"),
    ):
        store.remember("https://a.example/", "no article")


def test_fault_077_a_writer_waits_for_another_to_finish(tmp_path):
    path = tmp_path / "news.db"
    with open_fake(path) as store:
        other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
        release = threading.Timer(0.5, other.execute, ["COMMIT"])
        release.start()
        assert store.add(article("a", words(0))).kind == "new"
        release.join()
        other.close()


def test_fault_077_a_lock_that_never_ends_is_told_after_a_while_and_nothing_is_half_done(tmp_path):
    path = tmp_path / "news.db"
    with open_fake(path, patience=0.3) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked by another program") as raised:
            store.add(article("a", words(0)))
        assert raised.value.temporary
        other.execute("COMMIT")
        other.close()
        assert store.add(article("a", words(0))).kind == "new"


def test_fault_076_a_full_disk_loses_nothing_and_work_goes_on_when_there_is_space(tmp_path):
    with open_fake(tmp_path / "news.db") as store:
        store.add(article("before", words(0)))
        pages = store._sql.execute("PRAGMA page_count").fetchone()[0]
        store._sql.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreError, match=r"disk .* is full") as raised:
            store.add(article("big", words(1000, 20_000)), FakeVerdict())
        assert raised.value.temporary
        assert store.known("https://big.example/story") is None
        assert store.integrity() == []
        store._sql.execute("PRAGMA max_page_count = 1000000")
        assert store.add(article("big", words(1000, 20_000)), FakeVerdict()).kind == "new"


def test_an_error_in_the_middle_undoes_the_whole_addition(tmp_path, monkeypatch):
    with open_fake(tmp_path / "news.db") as store:
        monkeypatch.setattr("storage.matching.note_quotes", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            store.add(article("a", words(0)), FakeVerdict())
        monkeypatch.undo()
        assert store.status()["articles"] == 0
        assert store.add(article("a", words(0)), FakeVerdict()).kind == "new"


ADD_COPIES = """
    import sys
    from tests.storage_fakes import article, open_fake, words
    kinds = []
    with open_fake(sys.argv[1]) as store:
        for number in range(40):
            kinds.append(store.add(article(f"p{sys.argv[2]}-{number}", words(number * 100))).kind)
            store.remember(f"https://shared.example/{number}", "no article")
    print(" ".join(kinds))
"""


def test_fault_077_078_processes_that_write_at_once_all_succeed_and_no_story_is_new_twice(tmp_path):
    path = tmp_path / "news.db"
    processes = [run_python(ADD_COPIES, path, number) for number in range(3)]
    kinds = []
    for process in processes:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        kinds += out.split()
    assert sorted(kinds) == ["copy"] * 80 + ["new"] * 40
    with open_fake(path) as store:
        assert [row.copies for row in store.stories(limit=100)] == [2] * 40
        assert store.integrity() == []


ADD_FOR_EVER = """
    import itertools, sys
    from tests.storage_fakes import FakeVerdict, article, open_fake, words
    with open_fake(sys.argv[1]) as store:
        store.start_run("farm", "test")
        for number in itertools.count():
            print(store.add(article(f"n{number}", words(number * 100)), FakeVerdict()).kind, flush=True)
"""


def test_fault_079_a_killed_writer_leaves_every_acknowledged_article_and_nothing_half_done(
    tmp_path,
):
    path = tmp_path / "news.db"
    process = run_python(ADD_FOR_EVER, path)
    acknowledged = [process.stdout.readline() for _ in range(25)]
    process.send_signal(signal.SIGKILL)
    acknowledged += process.stdout.readlines()
    process.communicate(timeout=60)
    with open_fake(path) as store:
        assert store.integrity() == []
        for number in range(len(acknowledged)):
            assert store.known(f"https://n{number}.example/story") is not None
        again = [store.add(article(f"n{n}", words(n * 100))).kind for n in range(len(acknowledged))]
        assert set(again) == {"seen"}
        counts = store.status()
        assert counts["articles"] == counts["stories"] == counts["relevant"]
        assert store.close_interrupted_runs() == 1
        assert store.runs()[0].outcome == "interrupted"


def test_fault_085_a_network_file_system_is_recognised(tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text(
        f"/dev/sda1 / ext4 rw 0 0\nserver:/x {tmp_path}/far nfs4 rw 0 0\nbroken line\n"
    )
    assert weak_place(tmp_path / "far" / "news.db", mounts) == "nfs4"
    assert weak_place(tmp_path / "near.db", mounts) is None
    assert weak_place(tmp_path / "near.db", tmp_path / "no table") is None


def test_fault_085_a_network_file_system_and_a_place_without_log_are_warned_of(
    tmp_path, monkeypatch, caplog
):
    def open_without_shared_memory(path, wait):
        made = sqlite3.connect(f"file:{path}?vfs=unix-dotfile", uri=True, isolation_level=None)
        made.row_factory = sqlite3.Row
        return made

    monkeypatch.setattr("storage.connection.weak_place", lambda _: "nfs4")
    monkeypatch.setattr("storage.connection._open_to_write", open_without_shared_memory)
    with open_fake(tmp_path / "news.db") as store:
        assert store.add(article("a", words(0))).kind == "new"
        assert store._sql.execute("PRAGMA journal_mode").fetchone()[0] != "wal"
    said = [record.getMessage() for record in caplog.records]
    assert "cannot use a write-ahead log" in said[0]
    assert "network file system (nfs4)" in said[1]


def test_fault_083_the_log_is_cut_when_a_long_reader_ends_and_told_while_it_grows(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("storage.connection._WAL_LIMIT_BYTES", 100_000)
    path = tmp_path / "news.db"
    log = path.with_name("news.db-wal")
    with open_fake(path) as store, open_fake(path, read_only=True) as reader:
        with reader._reading() as reading:
            reading.execute("SELECT count(*) FROM stories").fetchone()
            for number in range(40):  # more than SQLite waits for before it folds the log in
                store.add(article(f"n{number}", words(number * 1000, 400)))
            longest = log.stat().st_size
            assert longest > 4_500_000
            monkeypatch.setattr("storage.care._LONG_LOG_BYTES", longest - 1)
            (told,) = store.integrity()
            assert "never ends" in told
            assert reader.long_log() == told
        for number in range(3):
            store.add(article(f"m{number}", words(-1000 * (number + 1), 400)))
        assert log.stat().st_size < longest / 2
        assert store.integrity() == []


def test_fault_086_a_log_that_a_loss_of_power_cut_anywhere_leaves_a_sound_store(tmp_path):
    path = tmp_path / "news.db"
    chance = random.Random(86)
    with open_fake(path) as store:
        store._sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        store._sql.execute("PRAGMA wal_autocheckpoint = 0")
        for number in range(12):
            store.add(article(f"n{number}", words(number * 100)), FakeVerdict())
        before, log = path.read_bytes(), path.with_name("news.db-wal").read_bytes()
    kept = set()
    for number in range(24):
        cut = chance.randrange(len(log))
        tail = (b"", b"\0" * 5000, chance.randbytes(5000))[number % 3]
        place = tmp_path / str(number)
        place.mkdir()
        copy = place / "news.db"
        copy.write_bytes(before)
        copy.with_name("news.db-wal").write_bytes(log[:cut] + tail)
        with open_fake(copy) as store:
            assert store.integrity() == []
            known = [store.known(f"https://n{n}.example/story") is not None for n in range(12)]
        assert known == sorted(known, reverse=True)  # the last are lost first, none in between
        kept.add(sum(known))
    assert len(kept) > 3


def test_fault_078_a_read_before_a_write_holds_the_lock_that_the_write_needs(tmp_path):
    path = tmp_path / "news.db"
    with open_fake(path) as one, open_fake(path, patience=0.2) as two, one._writing() as db:
        db.execute("SELECT count(*) FROM stories").fetchone()
        with pytest.raises(StoreError, match="locked"):
            two.add(article("b", words(0)))
        db.execute("INSERT INTO stories (first_seen) VALUES ('2026-11-20T12:00:00Z')")


@pytest.mark.parametrize("free", [0, 1 << 30])
def test_fault_076_trouble_with_the_disk_is_called_full_where_it_is(tmp_path, monkeypatch, free):
    monkeypatch.setattr("shutil.disk_usage", lambda _: shutil._ntuple_diskusage(1 << 40, 0, free))
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
    explained = explain(error, tmp_path / "news.db")
    assert explained.temporary
    assert ("is full" in str(explained)) == (free == 0)


@pytest.mark.parametrize("read_only", [True, False])
def test_opening_a_store_again_leaves_the_locks_of_this_process_alone(tmp_path, read_only):
    """A file that is closed takes all locks of its process along: two writers would be let in."""
    path = tmp_path / "news.db"
    with open_fake(path) as store:
        store.add(article("a", words(0)))
        open_fake(path, read_only=read_only).close()
        code = (
            "import sqlite3, sys\n"
            "connection = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)\n"
            "try:\n"
            "    print(connection.execute('PRAGMA journal_mode = DELETE').fetchone()[0])\n"
            "except sqlite3.OperationalError as error:\n"
            "    print(error)\n"
        )
        # Leaving the write-ahead log takes the file for oneself: refused while we have it open.
        done = subprocess.run(
            [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == "database is locked"
