"""What holds whatever the input: what is written is read, what is cut rejoins, nothing overlaps.

Properties of one module's own idea stand with that module's tests.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.alerts import compose, secret, services
from crawler.cli import terminal
from crawler.page import density, keep, link_shapes
from crawler.page.blocks import Page
from crawler.text import evidence, lattice, ngrams, overlap, rules, siblings, tortured, undo
from crawler.text.clean import Cleaned, clean
from crawler.text.relevance import Topic
from crawler.text.restore import restore
from crawler.text.signature import read, read_part
from crawler.text.terms import fold
from crawler.text.training import Example, refit
from crawler.text.wordmodel import load
from crawler.text.wordvectors import pack, unpack
from scheduler.lanes import batches
from scheduler.slots import Entry
from storage import excerpt, values
from storage.search_text import FoldTable
from tests import inputs
from tests.inputs_fitting import TOGETHER, copies, readings, spans, spun
from tests.inputs_program import BY_TYPE
from tests.inputs_types import built

_most = settings().max_examples
few = settings(max_examples=_most if _most > 100 else 40, suppress_health_check=list(HealthCheck))


def apart(places: Iterable[tuple[int, int]], end: int) -> bool:
    """Tell whether ``places`` are in order, do not overlap, and end before ``end``."""
    bounds = [bound for place in places for bound in place]
    return all(left <= right for left, right in pairwise([0, *bounds, end]))


class TestReadings:
    @few
    @given(readings())
    def test_of_readings_those_that_are_chosen_do_not_overlap(self, given_):
        text, model = given_["text"], given_["model"]
        for chosen in (lattice.choose(**given_), evidence.choose(**given_)):
            assert apart([(one.start, one.end) for one in chosen], len(text))
            assert all(one in given_["readings"] for one in chosen)
        told = sorted(evidence.apart(text, given_["readings"], model))
        assert apart([(one.start, one.end) for one, _ in told], len(text))
        assert all(one in given_["readings"] for one, _ in told)

    @few
    @given(spun)
    def test_a_text_that_is_divided_into_words_rejoins(self, text):
        assert "".join(lattice.words(text, load())) == text

    @few
    @given(TOGETHER["crawler.text.undo.undo"])
    def test_what_is_undone_lies_apart_within_the_stretches(self, given_):
        for found in (undo.undo(**given_), tortured.undo(given_["text"], given_["spans"])):
            places = [(one.reading.start, one.reading.end) for one in found]
            assert apart(places, len(given_["text"]))
            assert all(any(s <= a < b <= e for s, e in given_["spans"]) for a, b in places)
            assert all(0 < one.confidence <= 1 for one in found)

    @few
    @given(copies(), st.booleans())
    def test_a_restored_text_is_the_clean_one_with_its_substitutions(self, pair, sure):
        text, other = pair
        page = Cleaned(text, text, spun=1.0) if sure else clean(text)
        made = restore(page, siblings=[other])
        at, parts = 0, []
        for one in made.substitutions:
            assert one.start >= at
            assert page.text[one.start : one.end] == one.spun != one.original
            assert 0 < one.confidence <= 1
            parts += [page.text[at : one.start], one.original]
            at = one.end
        assert "".join([*parts, page.text[at:]]) == made.text
        assert page.spun >= 0.5 or not made.substitutions


class TestTwoTexts:
    @few
    @given(copies())
    def test_what_is_the_same_stands_in_both_and_what_differs_in_the_other(self, pair):
        text, other = pair
        found = siblings.align(text, other)
        assert all(text[start:end] in other for start, end in found.same)
        assert all(one.other in other for one in found.differences)
        assert all(text[one.start : one.end] != one.other for one in found.differences)

    @few
    @given(copies(st.lists(spun, min_size=3, max_size=3).map("".join)))
    def test_passages_are_as_long_as_their_equal_tokens_and_their_gaps(self, pair):
        first, second = pair
        for one in overlap.passages(
            first, second, overlap.runs(first, second, overlap.index(second))
        ):
            assert 0 <= one.first_start < one.first_end <= len(first)
            assert 0 <= one.second_start < one.second_end <= len(second)
            lengths = one.first_end - one.first_start, one.second_end - one.second_start
            assert lengths[0] == one.matched + sum(len(gap.first) for gap in one.gaps)
            assert lengths[1] == one.matched + sum(len(gap.second) for gap in one.gaps)
            assert 0 < one.density <= 1

    @few
    @given(spans())
    def test_what_stretches_cover_is_no_more_than_there_is(self, given_):
        twice = given_["spans"] * 2
        assert overlap.covered(twice) == sum(end - start for start, end in given_["spans"])


class TestWrittenAndRead:
    @few
    @given(BY_TYPE[ngrams.Wording])
    def test_a_wording_is_read_as_it_was_written(self, wording):
        again = ngrams.parse(ngrams.write(wording, ["by hand"]))
        for field, weights in wording.weights.items():
            kept = {
                run: round(weight, 3)
                for run, weight in weights.items()
                if not set(run) & set("\t\n")
            }
            assert again.weights[field] == {run: weight for run, weight in kept.items() if weight}

    @few
    @given(
        BY_TYPE[rules.Rules], st.dictionaries(st.sampled_from(["rivalry@title"]), st.floats(0, 9))
    )
    def test_rules_judge_as_before_they_were_written(self, made, signals):
        once = rules.parse(rules.write(made, ["by hand"]))
        again = rules.parse(rules.write(once))
        assert (again.trees, again.slope, again.intercept) == (
            once.trees,
            once.slope,
            once.intercept,
        )
        assert len(once.trees) == len(made.trees)
        assert again.logit(signals) == once.logit(signals)

    @few
    @given(BY_TYPE[Topic], st.lists(built(Example, BY_TYPE), max_size=6))
    def test_what_training_changed_can_be_written_into_the_topics_file(self, topic, items):
        known = [Example("芯片", "chips", True), Example("", "x", False)]
        made = refit(topic, [*items, *known])
        tables = tomllib.loads(made.toml)
        assert tables["thresholds"] == dataclasses.asdict(made.definition.thresholds)
        assert tables["linear"] == made.definition.linear
        assert min(made.after.f1, made.before.f1) >= 0

    @settings(max_examples=8)
    @given(TOGETHER["crawler.text.wordvectors.pack"])
    def test_vectors_are_unpacked_as_they_were_packed(self, given_):
        table = unpack(pack(**given_))
        assert (table.reach, table.scale) == (given_["reach"], given_["scale"])
        assert all(list(table.row(word)) == row for word, row in given_["around"].items())
        for word, row in given_["weighed"].items():
            assert list(table.weighed(word)[0]) == row

    @few
    @given(inputs.texts, inputs.moments)
    def test_what_the_store_holds_comes_back(self, text, moment):
        kept = values.clean_text(text)
        assert values.clean_text(kept) == kept
        assert values.from_json(values.to_json([kept]), []) == [kept]
        assert abs(values.to_time(values.to_text(moment)) - moment) < timedelta(seconds=1)


class TestPages:
    @few
    @given(st.data())
    def test_kept_blocks_are_of_the_page_in_its_order(self, data):
        page = data.draw(BY_TYPE[Page])
        for top in range(min(9, len(page.parents))):
            kept = keep.keep(page, density.measure(page), top)
            assert all(left < right for left, right in pairwise(kept))
            assert all(0 <= index < len(page.texts) for index in kept)

    @few
    @given(TOGETHER["crawler.page.link_shapes.pattern"], st.booleans(), st.booleans())
    def test_a_pattern_of_addresses_built_alike_compiles(self, given_, any_section, loose):
        made = link_shapes.pattern(**given_, any_section=any_section, loose=loose)
        assert re.compile(made)
        assert len({one.key for one in given_["shapes"]}) == 1

    @few
    @given(TOGETHER["crawler.text.signature.read_part"])
    def test_a_part_of_a_page_is_read_as_if_it_stood_alone(self, given_):
        alone = read(given_["text"])[0]
        named = given_["page"].named if given_["page"].faultless else alone.named
        assert read_part(**given_) == dataclasses.replace(alone, named=named)


class TestTold:
    @few
    @given(inputs.texts)
    def test_a_terminal_obeys_nothing(self, text):
        shown = terminal.inert(text)
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
        assert terminal.inert(shown) == shown
        assert terminal.inert(text.upper()) == shown.upper() or not text.isascii()

    @few
    @given(
        inputs.texts,
        st.from_regex(
            r"[a-z]{4}://h\.example/[A-Za-z0-9]{8,20}/?\?key=[a-z0-9]{9,12}", fullmatch=True
        ),
    )
    def test_no_secret_is_left_in_what_is_said(self, text, address):
        path, _, key = address.removeprefix(address[:4] + "://h.example/").partition("?key=")
        said = f"{text} {address} {key} {path.strip('/')} {text}"
        redacted = secret.redact(said, [address])
        assert not any(one in redacted for one in (address, key, path.strip("/")))

    @few
    @given(
        st.lists(inputs.texts, min_size=2, max_size=5),
        st.integers(20, 400),
        st.sampled_from(sorted(services.UNITS)),
    )
    def test_a_message_fits(self, lines, size, unit):
        count = services.UNITS[unit]
        made = compose.single(lines, size, count)
        assert count(made.title) + count(made.body) <= size

    @few
    @given(
        spun, st.lists(st.sampled_from(["人", "chips?", "技术"]), max_size=3), st.integers(5, 200)
    )
    def test_the_pieces_of_a_marked_text_are_the_text(self, text, patterns, width):
        folds, made = FoldTable(fold), [re.compile(one) for one in patterns]
        assert "".join(piece for piece, _ in excerpt.mark(text, made, folds)) == text
        shown = "".join(piece for piece, _ in excerpt.excerpt(text, made, folds, width=width))
        assert shown.strip("…") in text.replace("\n", " ")
        assert len(shown) <= width + 2


class TestSchedule:
    _entries = st.lists(
        built(
            Entry,
            BY_TYPE,
            state=st.sampled_from(["", "waiting", "waiting", "working"]),
            reason=st.sampled_from(["due", "first", "missed", "more"]),
        ),
        max_size=8,
        unique_by=lambda entry: entry.task.name,
    )

    @few
    @given(_entries, inputs.moments, st.integers(0, 3), st.integers(0, 3))
    def test_no_host_goes_to_two_children_and_no_task_that_does_not_wait(
        self, entries, now, quick, slow
    ):
        made = batches(entries, now, free={"quick": quick, "slow": slow}, gather=timedelta())
        tasks = {entry.task.name: entry for entry in entries}
        names = [name for one in made for name in one.names]
        assert len(names) == len(set(names))
        assert all(tasks[name].state == "waiting" for name in names)
        hosts = [{tasks[name].task.host for name in one.names} for one in made]
        assert sum(map(len, hosts)) == len(set().union(*hosts))
        assert sum(one.lane == "quick" for one in made) <= quick
