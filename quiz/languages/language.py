"""The languages the quiz speaks: interface texts, dates, numbers and lists in each.

English stands in the code and in the templates. Every other language has a catalogue,
`locale/<language>/LC_MESSAGES/role-fit.po`, which is read when it is first spoken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from gettext import NullTranslations
from pathlib import Path

from questions import words

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "role-fit"
YEAR = 365  # days
MINUS = "\N{MINUS SIGN}"
LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT MARK}"  # keeps a sign on the left of its number
ISOLATE, END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def texts_for_later(text: str) -> str:
    """Mark a text for the catalogues where it is written before the language is known."""
    return text


N_ = texts_for_later


NUMBERS = (
    N_("one"),
    N_("two"),
    N_("three"),
    N_("four"),
    N_("five"),
    N_("six"),
    N_("seven"),
    N_("eight"),
    N_("nine"),
    N_("ten"),
)


class MissingText(LookupError):
    """A catalogue has no translation of a text; carries the text."""

    def __init__(self, text: str) -> None:
        super().__init__(f"no translation of {text!r}")
        self.text = text


class Strict(NullTranslations):
    """What answers for a text that a catalogue lacks: never another language."""

    def gettext(self, message: str) -> str:
        """Refuse."""
        raise MissingText(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Refuse."""
        raise MissingText(msgid1)


@dataclass(frozen=True, eq=False)
class Language:
    """One language; the texts are named by what they are in English."""

    code: str
    name: str  # what it calls itself
    texts: NullTranslations
    direction: str = "ltr"
    point: str = "."  # before the decimals
    group: str = ","  # between thousands

    def gettext(self, text: str, /, **values: object) -> str:
        """Give a text with `%(name)s` filled in."""
        found = self.texts.gettext(text)
        return found % values if values else found

    def ngettext(self, one: str, many: str, number: int, /, **values: object) -> str:
        """Give the form of a text that goes with a number, which fills `%(num)s`."""
        return self.texts.ngettext(one, many, number) % {"num": number, **values}

    def listed(self, parts: Sequence[str]) -> str:
        """Join words as a sentence does."""
        return self._joined(parts, self.gettext("%(some)s and %(last)s"))

    def either(self, parts: Sequence[str]) -> str:
        """Join words of which one holds."""
        return self._joined(parts, self.gettext("%(some)s or %(last)s"))

    def _joined(self, parts: Sequence[str], last: str) -> str:
        if len(parts) < 2:
            return "".join(parts)
        return last % {"some": ", ".join(parts[:-1]), "last": parts[-1]}

    def number_in_words(self, number: int) -> str:
        """Write a small number as a word."""
        return self.gettext(NUMBERS[number - 1]) if 1 <= number <= len(NUMBERS) else str(number)

    def grouped(self, number: int) -> str:
        """Write a large number with its thousands apart."""
        return f"{number:,}".replace(",", self.group)

    def hundredths(self, units: int, *, sign: bool = False) -> str:
        """Write a whole number of hundredths."""
        before = MINUS if units < 0 else "+" if sign and units > 0 else ""
        if before and self.direction == "rtl":
            before = LEFT_TO_RIGHT + before
        return f"{before}{abs(units) // 100}{self.point}{abs(units) % 100:02d}"

    def two_decimals(self, number: float) -> str:
        """Write a number with two decimals."""
        return self.hundredths(round(100 * number))

    def isolated(self, name: str) -> str:
        """Keep a name from turning the words around it, where lines run from right to left."""
        return f"{ISOLATE}{name}{END}" if self.direction == "rtl" else name

    def days(self, number: int) -> str:
        """Say a number of days; whole years are said in months."""
        if number % YEAR == 0:
            return self.ngettext("%(num)s month", "%(num)s months", 12 * number // YEAR)
        return self.ngettext("%(num)s day", "%(num)s days", number)

    def date(self, moment: datetime) -> str:
        """Write a date as people do."""
        if self.code == "en":
            return f"{moment.day} {moment:%B %Y}"
        from babel.dates import format_date

        return format_date(moment, "long", locale=self.code)

    def moment(self, moment: datetime) -> str:
        """Write a moment in UTC, for lists in which two may fall on one day."""
        return self.gettext(
            "%(date)s, %(time)s UTC", date=self.date(moment), time=f"{moment:%H:%M}"
        )


def languages() -> tuple[str, ...]:
    """The languages there are statements in, English first."""
    return words.languages()


@cache
def language(code: str) -> Language:
    """One of the languages; KeyError if it is none of them."""
    name = words.wording(code).name
    if code == "en":
        return Language(code, name, NullTranslations())
    # Here and in `date`: whoever reads English waits for none of it.
    from babel import Locale
    from babel.numbers import get_decimal_symbol, get_group_symbol

    locale = Locale.parse(code)
    return Language(
        code,
        name,
        _catalogue(code),
        locale.text_direction,
        get_decimal_symbol(locale),
        get_group_symbol(locale),
    )


def catalogue_path(code: str) -> Path:
    """Where the interface texts of a language are."""
    return LOCALE / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def _catalogue(code: str) -> NullTranslations:
    import io
    from gettext import GNUTranslations

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with catalogue_path(code).open("rb") as file:
        write_mo(compiled, read_po(file, locale=code, domain=DOMAIN))
    compiled.seek(0)
    found = GNUTranslations(compiled)
    found.add_fallback(Strict())
    return found
