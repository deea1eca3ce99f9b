"""The catalogue of faults: every line has its tests, and the table says so."""

import tomllib

from tests import faults

GUARDS = faults.ROOT / "benchmarks" / "faults" / "guards.toml"


def test_every_fault_has_a_test_and_every_number_a_fault():
    covering = faults.tests()
    numbers = [fault.number for fault in faults.catalogue()]
    assert numbers == list(range(1, 105))
    assert [number for number in numbers if not covering[number]] == []
    assert set(covering) <= set(numbers)


def test_the_table_in_the_documents_is_up_to_date():
    written = faults.TABLE.read_text(encoding="utf-8")
    assert written == faults.render(), "run: python -m tests.faults"


def test_every_guard_that_the_mutations_take_away_stands_where_they_look():
    guards = tomllib.loads(GUARDS.read_text("utf-8"))["guard"]
    assert len(guards) >= 40
    moved = [
        (guard["fault"], guard["file"])
        for guard in guards
        if (faults.ROOT / guard["file"]).read_text("utf-8").count(guard["was"]) != 1
    ]
    assert moved == [], "say in benchmarks/faults/guards.toml where it stands now"
    named = faults.tests()
    for guard in guards:
        files = {name.partition("::")[0] for name in named[guard["fault"]]}
        assert f"tests/{guard['tests']}.py" in files, guard
