"""Two roles and a key of seven items: small enough to reckon by hand."""

import numpy as np

from model.axes import AXES
from model.matching import FittedModel, fitted_model
from model.scoring import KeyedItem, ScoringKey

MODEL = fitted_model()


def two_roles(weights=(10.0,) * 7, **differing):
    """`here` lies at .5 on every axis; `there` differs where it is said."""
    here = [0.5] * 7
    there = [differing.get(axis, 0.5) for axis in AXES]
    return FittedModel(
        roles=("here", "there"),
        families=("f", "f"),
        centroids=np.array([here, there]),
        weights=np.array(weights),
        spread=np.full(7, 0.2),
        measurement=MODEL.measurement,
        chi_squared_99=MODEL.chi_squared_99,
        f_quantiles=MODEL.f_quantiles,
        limits=MODEL.limits,
        rules=MODEL.rules,
    )


def key_of(*items):
    """A key from (axis, facet, keying) triples; ids are i0, i1, …; all of the short length."""
    return ScoringKey(
        tuple(KeyedItem(f"i{at}", *item, short=True) for at, item in enumerate(items))
    )


FOUR = key_of(
    ("team", "drawn_to", "+"),
    ("team", "drawn_to", "-"),
    ("team", "practised", "+"),
    ("team", "practised", "-"),
)
