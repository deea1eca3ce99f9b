"""What goes out when: once, spaced, after quiet hours, in digests, again after failure; fake clock."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.alerts.channel import Channel
from crawler.alerts.choose import choose
from crawler.alerts.hours import spans
from crawler.alerts.outbox import Outbox
from crawler.alerts.secret import Secret
from crawler.alerts.sender import ChannelError
from crawler.alerts.services import Service
from crawler.alerts.timing import pending
from crawler.alerts.verdict import Verdict
from storage.delivery_rows import Delivery
from tests.storage_fakes import FakeVerdict, article, open_fake, words

START = datetime(2026, 11, 20, 12, tzinfo=UTC)
SENT = Verdict("sent")


class FakeSender:
    """Says what it is told to; remembers what it was given."""

    def __init__(self, pace=0.0, size=100_000):
        self.verdicts = []
        self.messages = []
        self.offered = Service(size, "utf8", pace)

    def service(self, channel):
        return self.offered

    def send(self, channel, message):
        assert self.offered.measure(message.title + message.body) <= self.offered.size
        self.messages.append((channel.name, message))
        verdict = self.verdicts.pop(0) if self.verdicts else SENT
        if isinstance(verdict, Exception):
            raise verdict
        return verdict


class World:
    """A store, a sender and a clock that goes when it is told to."""

    def __init__(self, path, *channels, **sender):
        self.path = path
        self.now = START
        self.sender = FakeSender(**sender)
        self.channels = channels or (channel(),)
        self.number = 0
        self.open()
        self.choose()

    def open(self):
        self.store = open_fake(self.path, clock=lambda: self.now)
        self.outbox = Outbox(self.store, self.channels, self.sender, lambda: self.now)

    def restart(self):
        self.store.close()
        self.open()

    def choose(self, **options):
        return choose(self.store, self.channels, self.now, **options)

    def pass_time(self, **span):
        self.now += timedelta(**span)

    def story(self, name=None, **fields):
        self.number += 1
        fields = {"fetched": self.now, "published": self.now} | fields
        name = name or f"n{self.number}"
        outcome = self.store.add(article(name, words(100 * self.number), **fields), FakeVerdict())
        return outcome.story_id

    def run(self):
        """Do as the daemon does: choose, and send for as long as something is due soon."""
        self.choose()
        before = len(self.sender.messages)
        if not pending(self.store, self.channels, self.now):
            return []
        for _ in range(1000):
            done = self.outbox.step()
            if done.more is None or done.more - self.now > timedelta(seconds=30):
                break
            self.now = max(self.now, done.more)
        return [message for _, message in self.sender.messages[before:]]

    def states(self):
        return Counter(row.state for row in self.store.deliveries(10_000))


def channel(name="desk", **fields):
    return Channel(name=name, url=Secret("url", "json://x"), topic="ai-competition", **fields)


@pytest.fixture
def make(tmp_path):
    worlds = []

    def build(*channels, **sender):
        worlds.append(World(tmp_path / "news.db", *channels, **sender))
        return worlds[-1]

    yield build
    for world in worlds:
        world.store.close()


def test_a_new_channel_gets_nothing_of_what_is_there_and_then_each_story_once(make, tmp_path):
    with open_fake(tmp_path / "news.db") as store:
        store.add(article("before", words(0), published=START), FakeVerdict())
    world = make()
    assert world.run() == []
    world.pass_time(minutes=1)
    world.story("first")
    world.story("second")
    assert [m.title for m in world.run()] == ["Title of first", "Title of second"]
    assert world.run() == []
    world.restart()
    assert world.run() == []
    assert world.states() == {"sent": 2}


def test_each_channel_is_told_by_itself(make):
    world = make(channel("a"), channel("b", language="zh"), channel("c", enabled=False))
    world.pass_time(minutes=1)
    world.story(language="zh")
    world.story(language="en")
    world.run()
    assert Counter(name for name, _ in world.sender.messages) == {"a": 2, "b": 1}


def test_a_changed_choice_does_not_bring_up_the_past(make):
    world = make(channel(threshold=0.9))
    world.pass_time(minutes=1)
    world.story()
    assert world.run() == []
    world.channels = (channel(threshold=0.5),)
    world.restart()
    assert world.run() == []
    world.pass_time(minutes=1)
    world.story("later")
    assert [m.title for m in world.run()] == ["Title of later"]


def test_a_story_that_is_too_old_is_no_alert(make):
    world = make(channel(max_age=timedelta(hours=6)))
    world.pass_time(minutes=1)
    world.story(published=world.now - timedelta(hours=7))
    assert world.run() == []


def test_quiet_hours_keep_silent_and_end_in_one_message(make):
    world = make(channel(quiet=spans(["22:00-07:00"])))
    world.pass_time(hours=10, minutes=1)  # 22:01
    world.story("a")
    world.story("b")
    assert world.run() == []
    world.restart()
    world.pass_time(hours=8)
    assert world.run() == []
    world.pass_time(hours=1)
    (message,) = world.run()
    assert message.title == "newsvane: 2 stories"
    assert "1. Title of a" in message.body
    assert "2. Title of b" in message.body
    world.story("c")
    assert [m.title for m in world.run()] == ["Title of c"]
    assert world.states() == {"sent": 3}


def test_a_digest_goes_out_at_its_time_and_holds_what_came_since(make):
    world = make(channel(digest="at 18:00", zone="UTC"))
    world.pass_time(hours=1)
    world.story("a")
    world.pass_time(hours=4)
    world.story("b")
    assert world.run() == []
    world.pass_time(hours=1)
    (message,) = world.run()
    assert message.title == "newsvane: 2 stories"
    world.story("c")
    assert world.run() == []
    world.pass_time(hours=24)
    (message,) = world.run()
    assert message.title == "newsvane: 1 story"
    assert world.run() == []


def test_a_digest_that_was_due_while_nothing_ran_comes_late_and_once(make):
    world = make(channel(digest="at 18:00", zone="UTC", max_age=timedelta(days=5)))
    world.pass_time(hours=1)
    world.story("a")
    world.choose()
    world.pass_time(days=3)
    world.restart()
    assert len(world.run()) == 1
    assert world.run() == []


def test_an_empty_digest_is_none_and_the_next_story_waits_for_the_next(make):
    world = make(channel(digest="at 18:00", zone="UTC"))
    world.pass_time(hours=7)
    assert world.run() == []
    world.story("a")
    assert world.run() == []
    world.pass_time(hours=23)
    assert len(world.run()) == 1


def test_a_digest_is_split_by_stories_and_each_part_is_claimed_by_itself(make):
    world = make(channel(digest="at 18:00", zone="UTC"), size=900)
    world.pass_time(hours=1)
    for _ in range(12):
        world.story()
    world.pass_time(hours=6)
    world.sender.verdicts = [SENT, Verdict("undecided", "no answer in time")]
    first = world.run()
    # After the doubtful part the channel rests; what was not yet tried goes out later.
    assert len(first) == 2
    assert world.states()["waiting"] > 0
    doubtful = world.states()["undecided"]
    world.pass_time(minutes=5)
    rest = world.run()
    titles = [m.title for m in first + rest]
    assert titles[0].startswith("newsvane: 12 stories (1/")
    bodies = "\n".join(m.body for m in first + rest)
    assert all(bodies.count(f"Title of n{number}\n") == 1 for number in range(1, 13))
    assert world.states() == {"sent": 12 - doubtful, "undecided": doubtful}


def test_messages_keep_the_pace_of_the_service(make):
    world = make(pace=3.0)
    world.pass_time(minutes=1)
    for _ in range(5):
        world.story()
    begin = world.now
    assert len(world.run()) == 5
    assert world.now - begin == timedelta(seconds=12)


def test_what_fails_is_tried_again_later_and_later_over_restarts(make):
    world = make()
    world.pass_time(minutes=1)
    world.story("a")
    world.sender.verdicts = [Verdict("failed", "HTTP 500")] * 4
    tried = []
    for minute in range(200):
        if world.run():
            tried.append(minute)
        world.restart()
        world.pass_time(minutes=1)
    assert tried == [0, 1, 6, 21, 81]
    (row,) = world.store.deliveries()
    assert (row.state, row.attempts) == ("sent", 5)


def test_a_service_that_asks_to_be_left_alone_is(make):
    world = make()
    world.pass_time(minutes=1)
    world.story("a")
    world.story("b")
    world.sender.verdicts = [Verdict("failed", "HTTP 429", 600.0)]
    assert len(world.run()) == 1
    world.pass_time(minutes=9)
    assert world.run() == []
    world.pass_time(minutes=1)
    assert len(world.run()) == 2
    assert world.states() == {"sent": 2}


def test_what_cannot_be_sent_for_too_long_is_given_up_and_said(make):
    world = make(channel(max_age=timedelta(days=1)))
    world.pass_time(minutes=1)
    world.story("a")
    world.sender.verdicts = [Verdict("failed", "HTTP 500")] * 100
    for _ in range(100):
        world.run()
        world.pass_time(minutes=30)
    (row,) = world.store.deliveries()
    assert (row.state, row.due) == ("failed", None)
    assert row.detail.startswith("too old by now, given up after")
    assert row.detail.endswith("HTTP 500")
    assert world.run() == []


def test_what_may_have_arrived_is_not_sent_again_but_by_hand(make):
    world = make()
    world.pass_time(minutes=1)
    world.story("a")
    world.sender.verdicts = [Verdict("undecided", "no answer in time")]
    world.run()
    for _ in range(10):
        world.pass_time(hours=1)
        assert world.run() == []
    (row,) = world.store.interrupted_deliveries()
    assert world.outbox.send_now(world.channels[0], [row]).sent == 1
    assert world.states() == {"sent": 1}


def test_a_crash_while_sending_leaves_one_undecided_and_the_rest_waiting(make):
    world = make()
    world.pass_time(minutes=1)
    for _ in range(3):
        world.story()
    world.sender.verdicts = [SENT, RuntimeError("killed")]
    with pytest.raises(RuntimeError, match="killed"):
        world.run()
    assert world.states() == {"sent": 1, "undecided": 1, "waiting": 1}
    world.restart()
    world.run()
    assert world.states() == {"sent": 2, "undecided": 1}
    assert len({message.title for _, message in world.sender.messages}) == 3


def test_a_channel_may_ask_for_at_least_once(make):
    world = make(channel(at_least_once=True))
    world.pass_time(minutes=1)
    world.story("a")
    world.sender.verdicts = [Verdict("undecided", "no answer in time")]
    world.run()
    world.pass_time(minutes=2)
    assert len(world.run()) == 1
    assert world.states() == {"sent": 1}


def test_one_poisonous_message_does_not_hold_up_the_rest(make):
    world = make()
    world.pass_time(minutes=1)
    world.story("poison")
    world.story("good")

    class Picky(FakeSender):
        def send(self, channel, message):
            super().send(channel, message)
            return Verdict("failed", "HTTP 400") if "poison" in message.title else SENT

    world.sender = world.outbox._sender = Picky()
    for _ in range(4):
        world.run()
        world.pass_time(minutes=1)
    assert world.states() == {"failed": 1, "sent": 1}


def test_a_channel_that_cannot_be_used_does_not_hold_up_another(make):
    world = make(channel("bad"), channel("good"))

    def service(asked):
        if asked.name == "bad":
            raise ChannelError("channel 'bad': the environment variable HOOK is not set")
        return Service(1000)

    world.sender.service = service
    world.pass_time(minutes=1)
    world.story()
    assert len(world.run()) == 1
    assert world.outbox.broken == {"bad": "channel 'bad': the environment variable HOOK is not set"}


def test_a_copy_is_no_news_and_another_publisher_only_where_asked_for(make):
    world = make(channel("plain"), channel("all", new_publishers=True))
    world.pass_time(minutes=1)
    world.story("a", publisher="Ledger")
    world.run()
    world.pass_time(minutes=1)
    world.store.add(article("b", words(100), publisher="Courier", fetched=world.now), FakeVerdict())
    (message,) = world.run()
    assert message.title == "Also carried by Courier: Title of a"
    assert world.sender.messages[-1][0] == "all"
    assert world.run() == []


def test_a_sources_trouble_is_told_once_while_it_lasts(make):
    world = make(channel(troubles=True), channel("other"))
    trouble = {"wire": ("blocked", "HTTP 403")}
    for _ in range(5):
        world.choose(troubles=trouble)
        world.run()
        world.pass_time(hours=7)
    ((name, message),) = world.sender.messages
    assert (name, message.title) == ("desk", "newsvane: a source needs a person")
    assert "wire: blocked" in message.body
    world.choose(troubles={})
    world.pass_time(days=2)
    world.choose(troubles=trouble)
    assert len(world.run()) == 1


def test_two_senders_at_once_send_each_story_once(make):
    world = make()
    world.pass_time(minutes=1)
    for _ in range(6):
        world.story()
    world.choose()
    with open_fake(world.path, clock=lambda: world.now) as second:
        other = Outbox(second, world.channels, world.sender, lambda: world.now)
        for _ in range(6):
            world.outbox.step()
            other.step()
    assert len(world.sender.messages) == 6
    assert len({message.title for _, message in world.sender.messages}) == 6


def test_a_story_that_is_gone_is_not_told(make):
    world = make()
    world.pass_time(minutes=1)
    story = world.story()
    world.choose()
    world.store._sql.execute("PRAGMA foreign_keys = OFF")
    world.store._sql.execute("DELETE FROM stories WHERE id = ?", (story,))
    assert world.run() == []
    (row,) = world.store.deliveries()
    assert (row.state, row.detail) == ("failed", "the story is no longer there")


def test_a_delivery_that_another_process_took_is_left_to_it(make):
    world = make()
    world.pass_time(minutes=1)
    story = world.story()
    world.choose()
    (row,) = world.store.sendable(world.now, ["desk"])
    world.store.claim([row])
    assert world.outbox.step().sent == 0
    assert world.sender.messages == []
    assert isinstance(replace(row), Delivery)
    assert world.store.deliveries(story=story)[0].state == "undecided"
