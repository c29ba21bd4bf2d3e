"""Everything that is wrong with what came from outside, said at once."""

import pytest

from model.inputs.faults import Fault, Faults, decode


def test_faults_carry_each_fault_and_read_a_line_each():
    one, two = Fault("a.toml", "it is late", "Begin"), Fault("b.toml", "it is early", "Wait")
    faults = Faults([one, two])
    assert faults.faults == (one, two)
    assert str(faults) == "a.toml: it is late. Begin.\nb.toml: it is early. Wait."


def test_bytes_that_are_not_utf_8_are_refused_with_place_and_remedy():
    with pytest.raises(Faults, match=r"^a\.toml: byte 3 is not UTF-8\. Save the file as UTF-8\.$"):
        decode(b"ok\xff", "a.toml")
