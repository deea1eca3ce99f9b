"""How restoring is measured: which texts are for what, and how sure a share is."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.quality.restore import calibration, texts
from benchmarks.quality.restore.score import Tally
from crawler.text.restore import Restored, Substitution

ANYWHERE = Path("anywhere")


@pytest.fixture
def numbered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """1,000 texts, in place of those of a folder."""
    found = [str(number) for number in range(1_000)]
    monkeypatch.setattr(texts, "_shuffled", lambda _shared: found)
    return found


def test_nothing_is_fitted_or_measured_elsewhere_on_fresh_texts(numbered: list[str]) -> None:
    draws = list(texts.fresh(ANYWHERE, range(3)))
    drawn = [text for draw, _ in draws for text in draw]
    assert len(drawn) == len(set(drawn)) == 120
    fitted, lessons = texts.fitted(ANYWHERE)
    measured, _ = texts.measured(ANYWHERE, 140)
    assert set(drawn).isdisjoint({*fitted, *lessons, *measured})
    assert all(set(draw).isdisjoint(lessons) for draw, lessons in draws)


def test_more_draws_than_there_are_texts_are_refused_in_words(numbered: list[str]) -> None:
    with pytest.raises(ValueError, match=r"draw 3: .* there are 120"):
        list(texts.fresh(ANYWHERE, range(4)))


def test_a_place_belongs_to_its_text() -> None:
    tally = Tally()
    swap = Substitution(0, 2, "妙技", "技术", 0.8, "list")
    tally.add("妙技很好的东西", Restored("技术很好的东西", (swap,)), "技术很好的东西")
    tally.add("技术很好的东西", Restored("技术很好的东西"), "技术很好的东西")
    tally.add("妙技很好的东西", Restored("技术很好的东西", (swap,)), "技能很好的东西")
    assert tally.pages == [0, 2]
    assert [right for _, right, _ in tally.stated] == [True, False]


def places(right: int, wrong: int, texts_of: int) -> list[calibration.Place]:
    """Places stated at 0.75, so many of them in each text."""
    stated = [((0.75, number < right, "list"), number) for number in range(right + wrong)]
    return [(place, (0, number // texts_of)) for place, number in stated]


def test_a_band_has_what_was_stated_what_was_right_and_an_interval() -> None:
    (band,) = calibration.bands(places(30, 10, texts_of=1))
    assert (band.said, band.right, band.places) == (0.75, 0.75, 40)
    # Wilson's interval of 30 of 40.
    assert (round(band.low, 3), round(band.high, 3)) == (0.598, 0.858)


def test_places_of_one_text_tell_less_than_as_many_of_many() -> None:
    (alone,), (together,) = (calibration.bands(places(30, 10, of)) for of in (1, 10))
    assert together.right == alone.right
    assert together.high - together.low > 1.5 * (alone.high - alone.low)


def test_a_band_where_all_were_right_is_not_certain() -> None:
    (band,) = calibration.bands(places(20, 0, texts_of=5))
    assert 0.8 < band.low < 0.9
    assert band.high == pytest.approx(1)


def test_what_is_five_points_apart_is_marked_if_there_are_places_enough() -> None:
    assert str(next(calibration.bands(places(40, 60, 1)))).endswith("of 100 *")
    assert str(next(calibration.bands(places(72, 28, 1)))).endswith("of 100")
    assert str(next(calibration.bands(places(4, 6, 1)))).endswith("of 10")
