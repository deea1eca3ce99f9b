"""The catalogue of faults: every line has its tests, and the table says so."""

from tests import faults


def test_every_fault_has_a_test_and_every_number_a_fault():
    covering = faults.tests()
    numbers = [fault.number for fault in faults.catalogue()]
    assert numbers == list(range(1, 105))
    assert [number for number in numbers if not covering[number]] == []
    assert set(covering) <= set(numbers)


def test_the_table_in_the_documents_is_up_to_date():
    written = faults.TABLE.read_text(encoding="utf-8")
    assert written == faults.render(), "run: python -m tests.faults"
