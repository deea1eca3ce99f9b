"""One daemon for one store: a lock that ends with its holder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from scheduler.lock import HeldError, hold

HOLDER = "import sys, time; from pathlib import Path; from scheduler.lock import hold\nwith hold(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"


def holder(path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    return process


def test_fault_093_a_second_holder_is_told_who_holds_it(tmp_path):
    path = tmp_path / "news.db.watched"
    process = holder(path)
    with process:
        with (
            pytest.raises(HeldError, match=f"held by process {process.pid} since 20"),
            hold(path, patience=0),
        ):
            pass
        process.kill()
    with hold(path, patience=10):
        pass


def test_fault_093_a_lock_ends_with_a_killed_holder_though_the_number_in_it_lives(tmp_path):
    path = tmp_path / "news.db.watched"
    with holder(path) as process:
        os.kill(process.pid, signal.SIGKILL)
    path.write_text(f"{os.getpid()} 2026-01-01T00:00:00Z\n")
    with hold(path, patience=0):
        pass


def test_a_lock_is_not_inherited_by_children(tmp_path):
    path = tmp_path / "news.db.watched"
    with hold(path):
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with child, hold(path, patience=0):
        child.communicate(b"\n")


def test_a_lock_whose_file_says_nothing_is_a_lock_all_the_same(tmp_path):
    path = tmp_path / "news.db.watched"
    with holder(path) as process:
        path.write_bytes(b"\xff\x00")
        with pytest.raises(HeldError, match="held by another process"), hold(path, patience=0):
            pass
        process.kill()
