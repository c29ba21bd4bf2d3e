"""Numbers and names as a sentence needs them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from model.words import ModelWords, model_words
from quiz.languages.language import Language, language

HIGH, LOW = 60, 40  # of 100: beyond these a person leans to an end of an axis
ENGLISH = language("en")
NEARLY_ALWAYS, HARDLY_EVER = 0.95, 0.05


@dataclass(frozen=True)
class Names:
    """The names of roles and axes in one language, and the language itself."""

    words: ModelWords
    say: Language

    def role(self, role: str) -> str:
        """A role as a heading has it: `Product owner`."""
        return self.words.roles[role].name

    def a_role(self, role: str) -> str:
        """A role inside a sentence: `a product owner`."""
        return f"{self.words.roles[role].article} {self.the_role(role)}".strip()

    def the_role(self, role: str) -> str:
        """A role inside a sentence, without its article: `product owner`."""
        return self.inside(self.role(role))

    def first_role(self, role: str) -> str:
        """A role that starts a sentence."""
        return self.say.isolated(self.role(role))

    def inside(self, name: str) -> str:
        """A name inside a sentence."""
        if self.words.lower_case_inside:
            name = inside_sentence(name)
        return self.say.isolated(name)

    def axis(self, axis: str) -> str:
        """An axis as a heading has it."""
        return self.words.axes[axis].name

    def leaning(self, axis: str, place: int) -> str:
        """What follows on "You lean to" for a place from 0 to 100."""
        words = self.words.axes[axis]
        if place >= HIGH:
            return words.toward_high
        return words.toward_low if place <= LOW else words.middle


def names_in(code: str) -> Names:
    """The names in a language; KeyError if there are none."""
    return Names(model_words(code), language(code))


def inside_sentence(name: str) -> str:
    """Start a name in lower case, unless it starts with an abbreviation.

    >>> inside_sentence("Product owner"), inside_sentence("VP of product")
    ('product owner', 'VP of product')
    """
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def of_ten_sittings(share: float, say: Language = ENGLISH) -> str:
    """Say a share of second sittings as a natural frequency.

    >>> of_ten_sittings(0.62, language("en"))
    'in about 6 of 10 sittings'
    """
    if share >= NEARLY_ALWAYS:
        return say.gettext("in nearly every sitting")
    if share < HARDLY_EVER:
        return say.gettext("in fewer than 1 of 10 sittings")
    return say.ngettext(
        "in about %(num)s of 10 sittings",
        "in about %(num)s of 10 sittings",
        max(1, round(10 * share)),
    )


def in_hundred(fraction: float) -> int:
    """Turn a fraction of a scale into a place from 0 to 100, halves up.

    >>> in_hundred(0.125), in_hundred(-0.2), in_hundred(1.3)
    (13, 0, 100)
    """
    return min(100, max(0, int(100 * fraction + 0.5 + 1e-9)))


PRECISION = 9  # decimals; what lies below is the noise of adding floats


def nearest_whole(number: float) -> int:
    """Round to the nearest whole number, halves up.

    >>> nearest_whole(2.5), nearest_whole(-0.4)
    (3, 0)
    """
    return floor(round(number, PRECISION) + 0.5)


def shared_out(parts: Sequence[float], total: int) -> list[int]:
    """Round parts to whole numbers that sum to `total`, by largest remainder.

    `total` must be the sum of the parts rounded up or down; then every part is printed
    as itself rounded up or down, and a part that is whole stays as it is.

    Raises
    ------
    ValueError
        If no such rounding exists.

    Examples
    --------
    >>> shared_out([1.4, 1.4, -0.4], 2)
    [1, 1, 0]

    References
    ----------
    Balinski & Young (2001), Fair Representation: the method of Hamilton.
    """
    exact = [round(part, PRECISION) for part in parts]
    floors = [floor(part) for part in exact]
    missing = total - sum(floors)
    if not 0 <= missing <= len(parts):
        raise ValueError(f"{total} is not the rounded sum of the parts, {sum(parts)}")
    by_remainder = sorted(range(len(parts)), key=lambda i: floors[i] - exact[i])
    raised = set(by_remainder[:missing])
    return [whole + (place in raised) for place, whole in enumerate(floors)]
