"""The words of the instrument, apart from how they count."""

import pytest

from model.inputs.faults import Faults
from questions.bank import current_bank
from questions.words import languages, read_wording, wording

HEAD = 'language = "xx"\nname = "X"\nvalidated = false\n'
SIX = 'points = ["1", "2", "3", "4", "5", "6"]\n'


def test_english_comes_first():
    assert languages()[0] == "en"


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_text_and_no_other(language):
    items = {item.id for item in current_bank().items}
    assert set(wording(language).items) == items
    assert wording(language).language == language


def test_the_points_are_labelled_from_one_to_six():
    words = wording("en")
    assert [value for value, _ in words.points] == [1, 2, 3, 4, 5, 6]
    assert (words.label(1), words.label(6)) == ("Strongly disagree", "Strongly agree")


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
