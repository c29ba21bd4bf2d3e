"""Thirty statements on three pages, each answered on six points, as oTree's manual shows it."""

from otree.api import BaseConstants, BaseGroup, BasePlayer, BaseSubsession, Page, models, widgets

ITEMS = 30
A_PAGE = 10
POINTS = [
    (1, "Strongly disagree"),
    (2, "Disagree"),
    (3, "Slightly disagree"),
    (4, "Slightly agree"),
    (5, "Agree"),
    (6, "Strongly agree"),
]


class C(BaseConstants):
    NAME_IN_URL = "survey"
    PLAYERS_PER_GROUP = None
    NUM_ROUNDS = 1


class Subsession(BaseSubsession):
    pass


class Group(BaseGroup):
    pass


def _statement(number: int):
    return models.IntegerField(
        label=f"Statement {number}: I would rather settle how a thing is built than whom it is for",
        choices=POINTS,
        widget=widgets.RadioSelect,
    )


class Player(BasePlayer):
    # Named one by one by the loop below: oTree reads the fields from the class body.
    for _number in range(1, ITEMS + 1):
        locals()[f"item_{_number}"] = _statement(_number)
    del _number


def _page(name: str, first: int):
    fields = [f"item_{number}" for number in range(first, first + A_PAGE)]
    more = {
        "form_model": "player",
        "form_fields": fields,
        "template_name": "survey/Statements.html",
    }
    return type(name, (Page,), {"__module__": __name__, **more})


First, Second, Third = (
    _page(name, 1 + A_PAGE * at) for at, name in enumerate(("First", "Second", "Third"))
)
page_sequence = [First, Second, Third]
