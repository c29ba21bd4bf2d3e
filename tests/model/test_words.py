"""Axes, families, roles and ways in, in plain words, complete in every language."""

from pathlib import Path

import pytest

from model.axes import AXES
from model.inputs.faults import Faults
from model.roles import role_book
from model.words import model_words, read_model_words

WORDING = Path(__file__).parents[2] / "model" / "wording"
LANGUAGES = sorted(path.stem for path in WORDING.glob("*.toml"))
BOOK = role_book()
ENGLISH = (WORDING / "en.toml").read_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_the_model_names_has_words_and_nothing_else_does(language):
    words = model_words(language)
    assert set(words.axes) == set(AXES)
    assert set(words.roles) == {role.id for role in BOOK.roles}
    assert set(words.families) == {role.family for role in BOOK.roles}
    assert set(words.entries) == {entry.start for entry in BOOK.entries}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language):
    words = model_words(language)
    tables = (*words.axes.values(), *words.families.values(), *words.roles.values())
    fields = [(table, name) for table in tables for name in table.__struct_fields__]
    # Many languages have no indefinite article.
    texts = [getattr(table, name) for table, name in fields if name != "article"]
    texts = [text for text in texts if isinstance(text, str)] + list(words.entries.values())
    assert all(text.strip() for text in texts)


def test_missing_and_stray_texts_are_said_all_at_once():
    text = ENGLISH.replace("[axes.team]", "[axes.teams]").replace(
        "[roles.product_owner]", "[roles.owner]"
    )
    with pytest.raises(Faults) as refusal:
        read_model_words(text, "en.toml", BOOK)
    assert {fault.where for fault in refusal.value.faults} == {
        "en.toml, axes, team",
        "en.toml, axes, teams",
        "en.toml, roles, product_owner",
        "en.toml, roles, owner",
    }


@pytest.mark.parametrize("text", ["=", ENGLISH.replace('toward_low = "', 'toward_lo = "', 1)])
def test_a_corrupt_file_is_refused_with_its_place(text):
    with pytest.raises(Faults, match=r"^en\.toml: "):
        read_model_words(text, "en.toml", BOOK)


@pytest.mark.parametrize("language", ["xx", "../en", ""])
def test_a_language_without_words_is_refused(language):
    with pytest.raises(KeyError):
        model_words(language)
