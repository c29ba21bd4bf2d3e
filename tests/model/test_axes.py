"""The seven axes, and vectors that know them."""

import numpy as np
import pytest

from model.axes import ALL, AXES, HEADLINE, SUPPORTING, AxisValues


def test_there_are_four_headline_and_three_supporting_axes():
    assert HEADLINE == ("strategy", "technical", "customer", "team")
    assert SUPPORTING == ("market", "scope", "delivery")
    assert AXES == HEADLINE + SUPPORTING == tuple(axis.id for axis in ALL)


def test_values_cannot_be_changed():
    values = AxisValues.of({"team": 0.5})
    with pytest.raises(ValueError, match="read-only"):
        values.array[0] = 1


def test_none_and_absent_both_mean_that_there_is_no_value():
    values = AxisValues.of({"strategy": None, "team": 0.0})
    assert values["strategy"] is None
    assert values["market"] is None
    assert values["team"] == 0.0
    assert values.present.tolist() == [axis == "team" for axis in AXES]
    assert values.missing == tuple(axis for axis in AXES if axis != "team")


def test_a_vector_of_another_length_is_refused():
    with pytest.raises(ValueError, match=r"shape \(6,\), not \(7,\)"):
        AxisValues(np.zeros(6))
