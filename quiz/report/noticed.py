"""A gentle word where a sheet looks as if it had not been read: to the candidate alone."""

from __future__ import annotations

from quiz.report.inputs import Subject


def noticed(subject: Subject) -> str | None:
    """Say what was noticed, or None where nothing is worth a word."""
    found = subject.assessment["careless_responding"]
    if not found["notice"]:
        return None
    say = subject.say
    given = sum(point is not None for point in subject.counted.values())
    if found["longstring"] == given:
        return say.gettext("All %(number)s answers are the same.", number=given)
    texts = {
        "longstring": say.gettext(
            "%(number)s answers in a row are the same.", number=found["longstring"]
        ),
        "irv": say.gettext("Your answers lie close to one another."),
        "even_odd": say.gettext("Answers on one subject often point different ways."),
    }
    return " ".join(texts[name] for name in found["flags"])
