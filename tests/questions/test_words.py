"""The words of the instrument, apart from how they count."""

import pytest

from model.inputs.faults import Faults
from model.scoring import FACETS
from questions.bank import current_bank
from questions.words import languages, read_wording, wording

HEAD = 'language = "xx"\nname = "X"\nvalidated = false\n'
SIX = 'points = ["1", "2", "3", "4", "5", "6"]\n'
SCALE = '[scales.{}]\ntitle = "T"\nquestion = "Q?"\n' + SIX


def test_english_comes_first():
    assert languages()[0] == "en"


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_text_and_no_other(language):
    items = {item.id for item in current_bank().items}
    assert set(wording(language).items) == items
    assert wording(language).language == language


def test_the_points_are_labelled_from_one_to_six():
    scale = wording("en").scale("drawn_to")
    assert [value for value, _ in scale.numbered] == [1, 2, 3, 4, 5, 6]
    assert (scale.label(1), scale.label(6)) == ("Strongly disagree", "Strongly agree")


@pytest.mark.parametrize("language", languages())
def test_each_part_has_a_question_and_points_of_its_own(language):
    words = wording(language)
    assert words.has_parts
    drawn_to, practised = (words.scale(facet) for facet in FACETS)
    assert drawn_to.question != practised.question
    assert set(drawn_to.points).isdisjoint(practised.points)


def test_where_there_is_one_scale_it_is_that_of_all_items_and_asks_nothing():
    words = read_wording(HEAD + SIX + "[items]\n", "xx.toml")
    assert not words.has_parts
    for facet in FACETS:
        scale = words.scale(facet)
        assert (scale.title, scale.question) == (None, None)
        assert scale.points == ("1", "2", "3", "4", "5", "6")


def test_a_missing_text_is_an_error_and_never_another_language():
    words = read_wording(HEAD + SIX + "[items]\n", "xx.toml")
    with pytest.raises(KeyError):
        words.text("maps_three_years_ahead")


@pytest.mark.parametrize("language", ["xx", "", "../en", "EN"])
def test_a_language_without_words_is_refused(language):
    with pytest.raises(KeyError):
        wording(language)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (HEAD + 'points = ["1", "2"]\n[items]\n', "there are 2 labels for 6 points"),
        (HEAD + "[items]\n", "there is no scale, or one too many"),
        (HEAD + SIX + SCALE.format("drawn_to") + "[items]\n", "or one too many"),
        (HEAD + SCALE.format("drawn_to") + "[items]\n", "Write it under [scales.practised]"),
        (HEAD + SIX, "items"),
        (HEAD + SIX + "[items]\na = 5\n", "Expected `str`, got `int`"),
        (HEAD + SIX + 'keying = "+"\n[items]\n', "unknown field `keying`"),
        ("=", "Invalid statement"),
    ],
)
def test_a_corrupt_wording_is_refused_with_its_place(text, what):
    with pytest.raises(Faults, match=r"^xx\.toml") as refusal:
        read_wording(text, "xx.toml")
    assert what in str(refusal.value)
