"""The daemon with real children: what dies, hangs or eats memory costs only itself."""

from __future__ import annotations

import json
import sys
import threading
import time
from datetime import timedelta

import pytest

from scheduler import child
from scheduler.adaptive import Decision
from scheduler.chores import Chore
from scheduler.daemon import Daemon
from scheduler.hands import Hands
from scheduler.plan import trigger
from scheduler.rota import Rota
from scheduler.schedule import schedule
from scheduler.slots import Look, Task


def task(name, every="1h", host=None):
    return Task(name, host or f"{name}.example", schedule(name, every), timedelta())


def tell(**event):
    return f"print({json.dumps(json.dumps(event))}, flush=True)"


def report(name, outcome="done"):
    return tell(event="report", source=name, outcome=outcome)


def reading(name, url, *, is_list=False):
    return tell(event="reading", source=name, url=url, list=is_list)


class Fake(Hands):
    """Children that are a piece of Python for each name; a ledger that is a list."""

    def __init__(self, code):
        self.code, self.slots, self.dues, self.told, self.started = code, [], {}, [], []
        self.fails = 0
        self.plan = None

    def command(self, names):
        self.started.append(tuple(names))
        pieces = [self.code[name] for name in names]
        pieces = [piece(self.started) if callable(piece) else piece for piece in pieces]
        return [sys.executable, "-c", "\n".join(pieces)]

    def record(self, slots, dues):
        if self.fails:
            self.fails -= 1
            raise OSError("disk full")
        self.slots += slots
        self.dues |= dues

    def look(self, told):
        return Look(told["outcome"], told.get("detail", ""), more=bool(told.get("more")))

    def lost(self, names, why, suspect):
        self.told.append((tuple(names), why, suspect))

    def reload(self):
        if isinstance(self.plan, Exception):
            raise self.plan
        return self.plan

    def outcomes(self):
        return {slot.name: slot.outcome for slot in self.slots}


def daemon(hands, tasks=None, once=True, **options):
    tasks = tasks or [task(name) for name in hands.code]
    rota = Rota(
        tasks, {}, decide=lambda _name, last: Decision(last + timedelta(hours=1), ""), once=once
    )
    return Daemon(rota, hands, **options)


def until(condition, seconds=30.0):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def test_fault_095_one_child_that_dies_does_not_stop_the_others_and_is_tried_once_more():
    hands = Fake({"bad": "import os; os.abort()", "good": report("good")})
    daemon(hands, [task("bad"), task("good")]).run_once()
    assert hands.outcomes() == {"bad": "failed", "good": "done"}
    assert sum("bad" in names for names in hands.started) == 2
    assert hands.started.count(("bad",)) == 1
    assert next(s.detail for s in hands.slots if s.name == "bad") == "died of signal 6"


def test_fault_095_a_page_that_kills_its_child_is_told_and_the_rest_is_looked_at_again():
    def killer(started):
        # The second time the page is left out, as one that is remembered is.
        crash = f"{reading('bad', 'http://bad.example/page')}\nimport os; os.kill(os.getpid(), 11)"
        return crash if len(started) == 1 else report("bad")

    hands = Fake({"bad": killer, "good": report("good"), "next": report("next")})
    daemon(hands).run_once()
    assert hands.outcomes() == {"bad": "done", "good": "done", "next": "done"}
    ((names, why, suspect),) = hands.told
    assert (suspect.name, suspect.url) == ("bad", "http://bad.example/page")
    assert {"bad", "next"} <= set(names)
    assert "signal 11" in why


def test_a_page_that_had_been_read_is_not_blamed():
    code = f"{reading('a', 'http://a.example/1')}\n{reading('a', None)}\nraise SystemExit(3)"
    hands = Fake({"a": code})
    daemon(hands).run_once()
    assert [suspect for _, _, suspect in hands.told] == [None, None]


def test_a_list_that_kills_its_child_is_not_asked_for_again_at_once():
    hands = Fake({"a": f"{reading('a', 'http://a.example/', is_list=True)}\nimport os; os.abort()"})
    daemon(hands).run_once()
    assert len(hands.started) == 1
    assert hands.outcomes() == {"a": "failed"}


def test_a_page_that_is_read_for_ever_costs_its_child():
    hang = f"{reading('a', 'http://a.example/1')}\nwhile True: pass"
    hands = Fake({"a": lambda started: hang if len(started) == 1 else report("a")})
    daemon(hands, patience=0.5).run_once()
    assert hands.told[0][2].url == "http://a.example/1"
    assert "read one page" in hands.told[0][1]
    assert hands.outcomes() == {"a": "done"}


def test_fault_095_a_child_that_eats_memory_is_killed():
    eat = "x = bytearray(300 << 20)\nfor i in range(0, len(x), 4096): x[i] = 1\nimport time; time.sleep(60)"
    hands = Fake({"a": eat})
    daemon(hands, memory=200 << 20).run_once()
    assert "MiB of memory" in hands.told[0][1]
    assert hands.outcomes() == {"a": "failed"}


def test_fault_096_a_child_past_its_deadline_costs_only_itself(monkeypatch):
    monkeypatch.setattr(child, "GRACE", 0.3)
    code = "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"
    hands = Fake({"stuck": code, "good": report("good")})
    tasks = [task("good", host="one"), task("stuck", host="two")]
    daemon(hands, tasks, deadline=1.0).run_once()
    assert hands.outcomes() == {"good": "done", "stuck": "failed"}
    assert "took more than 1 seconds" in hands.told[0][1]


def test_a_look_that_ends_in_good_order_at_its_deadline_is_not_begun_for_ever():
    code = (
        "import signal, sys, time\n"
        f"def end(*_):\n    {report('a', 'interrupted')}\n    sys.exit(1)\n"
        "signal.signal(15, end)\ntime.sleep(60)"
    )
    hands = Fake({"a": code})
    daemon(hands, deadline=1.5).run_once()
    assert len(hands.started) == 2
    ((name, outcome, detail),) = [(s.name, s.outcome, s.detail) for s in hands.slots]
    assert (name, outcome) == ("a", "failed")
    assert "took more than" in detail


def test_a_command_that_cannot_be_started_is_a_failed_look():
    hands = Fake({"a": ""})
    hands.command = lambda _names: ["/nowhere/at-all"]
    daemon(hands).run_once()
    assert hands.outcomes() == {"a": "failed"}


def test_fault_076_a_ledger_that_cannot_be_written_is_written_later(caplog):
    hands = Fake({"a": f"import time; time.sleep(1)\n{report('a')}"})
    hands.fails = 3
    daemon(hands).run_once()
    assert hands.outcomes() == {"a": "done"}
    assert sum("cannot be written" in r.getMessage() for r in caplog.records) == 1


def running(made):
    thread = threading.Thread(target=made.run)
    thread.start()
    return thread


def test_fault_094_the_daemon_runs_until_it_is_stopped_and_leaves_what_is_at_work_to_account_for():
    hands = Fake({"a": report("a"), "slow": "import time; time.sleep(60)"})
    made = daemon(hands, [task("a", host="one"), task("slow", host="two")], once=False)
    thread = running(made)
    assert until(lambda: hands.started)
    begun = time.monotonic()
    made.stop()
    thread.join(20)
    assert not thread.is_alive()
    assert time.monotonic() - begun < 10
    assert "slow" not in hands.outcomes()
    assert hands.dues["slow"].latest is None


def test_a_task_that_has_been_reported_is_settled_and_due_again_beside_a_slow_one():
    slow = "import time; time.sleep(60)"
    again = tell(event="report", source="a", outcome="done", more=True)
    hands = Fake({"a": lambda started: again if len(started) == 1 else report("a"), "b": slow})
    made = daemon(hands, children={"quick": 2, "slow": 2})
    thread = threading.Thread(target=made.run_once)
    thread.start()
    try:
        assert until(lambda: hands.outcomes() == {"a": "done"})
        # There was more: it goes on in a child of its own while the other is still at work.
        assert until(lambda: hands.started == [("a", "b"), ("a",)])
    finally:
        made.stop()
        thread.join(30)
    assert not thread.is_alive()
    # Stopped by us: the due time of the slow one is left to the next daemon.
    assert hands.outcomes() == {"a": "done"}
    assert hands.told == []


def test_a_look_that_was_interrupted_by_us_is_left_to_the_next_daemon_though_it_was_reported():
    code = f"""
import signal, sys, time
def end(*_):
    {tell(event="report", source="a", outcome="interrupted")}
    time.sleep(2)
    sys.exit(1)
signal.signal(signal.SIGTERM, end)
print("ready", flush=True)
time.sleep(60)
"""
    hands = Fake({"a": code})
    made = daemon(hands)
    thread = threading.Thread(target=made.run_once)
    thread.start()
    assert until(lambda: hands.started)
    time.sleep(1.5)
    made.stop()
    thread.join(30)
    assert not thread.is_alive()
    assert len(hands.started) == 1
    assert hands.outcomes() == {}


def test_fault_094_a_second_signal_ends_at_once(monkeypatch):
    monkeypatch.setattr(child, "GRACE", 60.0)
    code = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    hands = Fake({"a": code})
    made = daemon(hands, once=False)
    thread = running(made)
    assert until(lambda: hands.started)
    time.sleep(1)
    made.stop()
    made.stop()
    thread.join(10)
    assert not thread.is_alive()


def test_fault_103_a_reload_takes_what_is_right_and_keeps_the_old_where_it_is_not(caplog):
    hands = Fake({"a": report("a"), "b": report("b")})
    done = threading.Event()
    made = daemon(hands, [task("a")], once=False)
    thread = running(made)
    assert until(lambda: hands.outcomes() == {"a": "done"})
    hands.plan = ValueError("newsvane.toml, line 3: unknown key 'evry'")
    made.reload()
    assert until(lambda: "kept as it was" in caplog.text)
    assert "unknown key 'evry'" in caplog.text
    chores = [Chore("tidy", trigger("1h"), done.set, at_start=True)]
    hands.plan = ([task("a"), task("b")], chores)
    made.reload()
    assert until(lambda: "b" in hands.outcomes())
    assert done.wait(10)
    made.stop()
    thread.join(20)
    assert not thread.is_alive()


def test_chores_follow_the_looks_of_a_single_round_too():
    done = []
    chores = [
        Chore("tell", trigger("1h"), lambda: done.append("tell"), after_looks=True),
        Chore("prune", trigger("1d"), lambda: done.append("prune"), at_start=True),
        Chore("later", trigger("1d"), lambda: done.append("later")),
    ]
    hands = Fake({"a": report("a")})
    daemon(hands, chores=chores).run_once()
    assert hands.outcomes() == {"a": "done"}
    assert done == ["tell", "prune"]


@pytest.mark.parametrize(
    "noise", ["[]", "null", "hello", '{"event": 1}', '{"event": "new thing", "source": "a"}']
)
def test_what_a_library_prints_does_no_harm(noise):
    hands = Fake({"a": f"print({noise!r})\n{report('a')}"})
    daemon(hands).run_once()
    assert hands.outcomes() == {"a": "done"}
