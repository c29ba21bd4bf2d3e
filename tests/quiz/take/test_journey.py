"""Where a person is and where they go, without a server."""

from questions.instrument import current_instrument, load_instrument
from questions.sharpening import ChosenPage
from quiz.take.journey import (
    Place,
    is_open,
    missing_before_result,
    place_after,
    place_before,
    resume_place,
    route,
)

PAGES = load_instrument("1.0.0").bank.pages  # six, the same for everybody
SHORT, LONG = route(PAGES), route(PAGES, "long")
TODAY = current_instrument()
BOTH, DRAWN = ChosenPage(("team", "scope")), ChosenPage(("team", "scope"), ("drawn_to",))


def answered(*numbers):
    return {item.id: 3 for number in numbers for item in PAGES[number - 1]}


def on(number):
    return place_after(number, SHORT, back=False, from_review=False)


def test_four_pages_come_before_the_result():
    assert SHORT.before_result == route(TODAY.pages()).before_result == (1, 2, 3, 4)
    assert (SHORT.sharpening, route(TODAY.pages()).sharpening) == ((5, 6), ())


def test_a_new_person_is_on_the_first_page():
    assert resume_place(SHORT, {}, finished=False) == Place("question", 1)


def test_a_person_resumes_on_the_first_page_that_is_not_complete():
    half = {item.id: 3 for item in PAGES[1][:3]}
    assert resume_place(SHORT, answered(1, 3) | half, finished=False) == Place("question", 2)


def test_a_skipped_statement_is_not_missing():
    skipped = dict.fromkeys(answered(1, 2, 3, 4))
    assert resume_place(SHORT, skipped, finished=False) == Place("review")
    assert missing_before_result(SHORT, skipped) == ()


def test_whoever_has_finished_resumes_at_the_result_even_amid_sharpening():
    assert resume_place(SHORT, answered(1, 2, 3, 4, 5), finished=True) == Place("result")


def test_continue_leads_through_the_pages_to_the_review():
    assert [on(number) for number in (1, 2, 3, 4)] == [
        Place("question", 2),
        Place("question", 3),
        Place("question", 4),
        Place("review"),
    ]


def test_sharpening_leads_to_the_result():
    assert [on(5), on(6)] == [Place("question", 6), Place("result")]


def test_back_leads_one_page_back_and_from_the_first_sharpening_page_to_the_result():
    assert [place_before(number, SHORT) for number in (1, 2, 5, 6)] == [
        None,
        Place("question", 1),
        Place("result"),
        Place("question", 5),
    ]


def test_back_on_the_first_page_stays_there():
    assert place_after(1, SHORT, back=True, from_review=False) == Place("question", 1)


def test_whoever_came_from_the_review_returns_to_it():
    assert place_after(2, SHORT, back=False, from_review=True) == Place("review")


def test_sharpening_is_open_only_with_a_result():
    assert [is_open(number, SHORT, finished=False) for number in (4, 5, 6)] == [True, False, False]
    assert is_open(6, SHORT, finished=True)


def test_statements_that_sharpen_are_never_missing_before_the_result():
    assert missing_before_result(SHORT, answered(1, 2, 3, 4)) == ()
    assert len(missing_before_result(SHORT, {})) == 28


def test_a_long_attempt_has_every_page_before_its_result():
    assert LONG.before_result == (1, 2, 3, 4, 5, 6)
    assert resume_place(LONG, answered(1, 2, 3, 4), finished=False) == Place("question", 5)
    assert len(missing_before_result(LONG, answered(1, 2, 3, 4))) == 16
    assert is_open(6, LONG, finished=False)
    assert [place_before(number, LONG) for number in (5, 6)] == [
        Place("question", 4),
        Place("question", 5),
    ]
    after = [place_after(n, LONG, back=False, from_review=False) for n in (4, 5, 6)]
    assert after == [Place("question", 5), Place("question", 6), Place("review")]


def test_who_leaves_part_two_out_is_asked_nothing_of_it():
    way = route(TODAY.pages([BOTH, DRAWN]), declined=True)
    assert way.order == (1, 2, 6)
    assert {item.facet for number in way.order for item in way.page(number)} == {"drawn_to"}
    answers = {item.id: 3 for item in way.page(1)}
    assert resume_place(way, answers, finished=False) == Place("question", 2)
    assert len(missing_before_result(way, {})) == 14
    after = [place_after(n, way, back=False, from_review=False) for n in (2, 6)]
    assert after == [Place("review"), Place("result")]
    assert [place_before(number, way) for number in way.order] == [
        None,
        Place("question", 1),
        Place("result"),
    ]
    assert not any(is_open(number, way, finished=True) for number in (3, 4, 5))


def test_statements_are_counted_through_all_that_are_asked():
    way = route(TODAY.pages([BOTH, DRAWN]))
    assert [way.first_statement(number) for number in way.order] == [1, 8, 15, 22, 29, 37]
    assert [way.last_statement(number) for number in way.order] == [28] * 4 + [40] * 2
    way = route(TODAY.pages([BOTH, DRAWN]), declined=True)
    assert [way.first_statement(number) for number in way.order] == [1, 8, 15]
    assert [way.last_statement(number) for number in way.order] == [14, 14, 18]


def test_a_long_attempt_has_the_chosen_pages_before_its_result_too():
    way = route(TODAY.pages([BOTH]), "long")
    assert (way.before_result, way.siblings(5)) == ((1, 2, 3, 4, 5), (1, 2, 3, 4, 5))
