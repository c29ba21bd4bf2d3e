"""The languages: complete catalogues, dates and numbers, and nothing silently English."""

import shutil
from datetime import UTC, datetime

import pytest
from babel.messages.pofile import read_po

from quiz.languages import catalogues
from quiz.languages.language import MissingText, catalogue_path, language, languages

OTHERS = languages()[1:]
MARCH = datetime(2026, 3, 5, 9, 7, tzinfo=UTC)


def test_there_are_three_languages_english_first():
    assert languages()[0] == "en"
    assert {"de", "he"} <= set(languages())


def test_no_text_is_missing_fuzzy_stale_or_at_odds_in_any_language():
    assert [str(fault) for fault in catalogues.faults()] == []


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """The German catalogue, to be spoilt."""
    path = tmp_path / "role-fit.po"
    shutil.copy(catalogue_path("de"), path)
    monkeypatch.setattr(catalogues, "catalogue_path", lambda code: path)
    monkeypatch.setattr(catalogues, "_where", lambda path: path.name)
    return path


def spoil(path, before, after):
    text = path.read_text()
    assert text.count(before) == 1
    path.write_text(text.replace(before, after))


SPOILT = {
    'msgstr "Übersprungen"': ('msgstr ""', "'Skipped'", "the translation is missing"),
    'msgid "Partly"': ('msgid "Partli"', "'Partly'", "the text is missing"),
    'msgid "Your answers"': (
        '#, fuzzy\nmsgid "Your answers"',
        "'Your answers'",
        "the translation is marked fuzzy",
    ),
    'msgstr "„%(name)s“"': (
        'msgstr "„%(names)s“"',
        "'“%(name)s”'",
        "'„%(names)s“' has other placeholders or elements",
    ),
    'msgstr[1] "%(num)s Tage"': ('msgstr[1] ""', "'%(num)s day'", "the translation is missing"),
}
GONE = "'Partli'", "no page says this any more"


def test_each_fault_of_a_catalogue_is_found_and_nothing_else(copied):
    for before, (after, *_) in SPOILT.items():
        spoil(copied, before, after)
    told = {str(fault).split(". ")[0] for fault in catalogues.check("de")}
    wanted = [*(told[1:] for told in SPOILT.values()), GONE]
    assert told == {f"{copied.name}, {text}: {what}" for text, what in wanted}


def test_updating_a_catalogue_in_step_changes_nothing(copied):
    before = copied.read_bytes()
    catalogues.update("de")
    assert copied.read_bytes() == before


def test_updating_keeps_what_is_translated_and_leaves_out_what_is_gone(copied):
    spoil(copied, 'msgid "Skipped"', 'msgid "Skipt"')
    catalogues.update("de")
    with copied.open("rb") as file:
        found = read_po(file, locale="de")
    assert found.get("Skipt") is None
    assert found.get("Skipped").string == ""
    assert found.get("Partly").string == "Teilweise"


@pytest.mark.parametrize("code", OTHERS)
def test_a_missing_text_is_an_error_and_never_english(code):
    with pytest.raises(MissingText, match="Nobody says this"):
        language(code).gettext("Nobody says this")
    with pytest.raises(MissingText):
        language(code).ngettext("One unsaid", "Many unsaid", 2)


@pytest.mark.parametrize("code", ["xx", "", "EN", "../de"])
def test_a_language_that_is_none_of_ours_is_refused(code):
    with pytest.raises(KeyError):
        language(code)


@pytest.mark.parametrize(
    ("code", "date", "number", "grouped", "days", "listed"),
    [
        ("en", "5 March 2026", "1.37", "2,000", "30 days", "a, b and c"),
        ("de", "5. März 2026", "1,37", "2.000", "30 Tage", "a, b und c"),
        ("he", "5 במרץ 2026", "1.37", "2,000", "30 ימים", "a, b וגם c"),
    ],
)
def test_dates_numbers_and_lists_are_written_as_each_language_does(
    code, date, number, grouped, days, listed
):
    say = language(code)
    assert say.date(MARCH) == date
    assert date in say.moment(MARCH)
    assert say.two_decimals(1.37) == number
    assert say.grouped(2000) == grouped
    assert say.days(30) == days
    assert say.listed(["a", "b", "c"]) == listed


@pytest.mark.parametrize(
    ("code", "one", "year"),
    [("en", "1 day", "12 months"), ("de", "1 Tag", "12 Monate"), ("he", "יום אחד", "12 חודשים")],
)
def test_one_and_many_have_their_own_forms(code, one, year):
    assert (language(code).days(1), language(code).days(365)) == (one, year)


def test_a_sign_stays_on_the_left_of_its_number_in_either_direction():
    assert language("en").hundredths(-5, sign=True) == "−0.05"
    assert language("he").hundredths(-5, sign=True) == "\N{LEFT-TO-RIGHT MARK}−0.05"
    assert language("he").hundredths(5) == "0.05"


def test_only_a_language_from_right_to_left_isolates_names():
    assert language("de").isolated("Product Owner") == "Product Owner"
    assert language("he").isolated("Product Owner") == "\u2068Product Owner\u2069"


def test_number_words_end_where_numbers_are_read_faster():
    assert language("en").number_in_words(4) == "four"
    assert language("de").number_in_words(4) == "vier"
    assert language("en").number_in_words(12) == "12"
