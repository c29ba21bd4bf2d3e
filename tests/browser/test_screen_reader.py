"""What Chromium tells a screen reader: names, roles, states, descriptions and their order.

Headings and landmarks of every page are looked at in test_accessibility.py.
"""

import pytest
from playwright.sync_api import expect

from questions.instrument import current_instrument
from tests.browser.steps import FIRST_PAGES, press
from tests.quiz.take.test_result import CASES

ANSWERS = current_instrument().wording("en").scale("drawn_to").points
TEXT = current_instrument().wording("en").text
LABELS = "all => all.map(each => each.labels[0].innerText)"
COLUMNS = ["Who", "Place", "From and to"]
CHOOSE = "Choose an answer, or skip this statement."
needs_script = pytest.mark.parametrize("javascript", [True], indirect=True)


@pytest.fixture
def attempt(attempts):
    return attempts.begin()


@pytest.fixture
def of_clear(page, attempts):
    page.goto(attempts.result("clear").at("result"))
    return page


def expanded(page, name):
    """Whether what opens a part is said to be open, and what the part is called there."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    found = [
        {each["name"]: each["value"]["value"] for each in node["properties"]}
        for node in nodes
        if node.get("role", {}).get("value") == "DisclosureTriangle"
        and node["name"]["value"] == name
    ]
    assert len(found) == 1, f"{len(found)} of {name}"
    assert found[0]["focusable"]
    return found[0]["expanded"]


def headings(page):
    """Every heading of the main part in order, as (level, name)."""
    lines = page.get_by_role("main").aria_snapshot().splitlines()
    found = [line.strip("- ':").partition('heading "')[2] for line in lines if "heading" in line]
    return [(int(each.rpartition("level=")[2][0]), each.partition('"')[0]) for each in found]


def test_the_start_page_is_told_from_its_top(page):
    page.goto("/")
    expect(page.locator("body")).to_match_aria_snapshot("""
      - link "Skip to the content"
      - banner:
        - link "Role Fit"
        - navigation "Language":
          - list:
            - listitem: English
            - listitem:
              - link "Deutsch"
            - listitem:
              - link "עברית"
      - main:
        - heading "Which product role fits you?" [level=1]
        - paragraph
        - list
        - button "Start"
    """)
    assert page.get_by_text("עברית").evaluate("each => each.closest('[lang]').lang") == "he"


@pytest.mark.usefixtures("whole_page")
def test_each_statement_is_a_group_that_names_its_answers(page, attempt):
    page.goto(attempt.at("q/1"))
    for number, item in enumerate(FIRST_PAGES[0], start=1):
        group = page.get_by_role("group", name=f"{number} {TEXT(item.id)}", exact=True)
        told = group.get_by_role("radio").evaluate_all(
            "all => all.map(each => each.labels[0].innerText)"
        )
        assert told == [*ANSWERS, "Skip this statement"]
        for answer in told:
            assert group.get_by_role("radio", name=answer, exact=True).count() == 1
    assert page.get_by_role("progressbar", name="What draws you · Page 1 of 4").count() == 1


@needs_script
def test_one_at_a_time_nothing_else_is_told(page, attempt):
    page.goto(attempt.at("q/1"))
    first, second = FIRST_PAGES[0][:2]
    assert page.get_by_role("radio").count() == len(ANSWERS) + 1
    group = page.get_by_role("group", name=f"1 {TEXT(first.id)}", exact=True)
    group.get_by_role("radio", name="Agree", exact=True).press("Space")
    expect(page.get_by_role("status")).to_have_text("Saved")
    page.keyboard.press("Enter")
    assert page.get_by_role("progressbar", name="Statement 2 of 28").count() == 1
    focused = page.evaluate("document.activeElement.closest('fieldset')?.id")
    assert focused == second.id
    assert page.evaluate("document.activeElement.localName") == "legend"  # so the statement is read


@pytest.mark.usefixtures("whole_page")
def test_an_error_is_announced_has_the_focus_and_belongs_to_its_statement(page, attempt):
    page.goto(attempt.at("q/1"))
    press(page, "#answers [name=go]:visible")
    expect(page.get_by_role("alert")).to_match_aria_snapshot(f"""
      - alert:
        - heading "7 statements have no answer yet" [level=2]
        - paragraph
        - list:
          - listitem:
            - 'link "Statement 1: {TEXT(FIRST_PAGES[0][0].id)}"'
    """)
    assert page.evaluate("document.activeElement.role") == "alert"
    for item in FIRST_PAGES[0]:
        expect(page.locator(f"#{item.id}")).to_have_accessible_description(f"Error: {CHOOSE}")
    page.locator(".error-summary a").nth(1).press("Enter")
    assert page.evaluate("document.activeElement.id") == f"{FIRST_PAGES[0][1].id}-1"


@pytest.mark.usefixtures("whole_page")
def test_every_refusal_has_the_focus(page, attempts, attempt):
    page.goto(attempt.at("review"))
    press(page, "form[action$=finish] button")
    assert page.evaluate("document.activeElement.role") == "alert"
    page.goto("/")
    page.evaluate("document.querySelector('[name=ticket]').value = 'not ours'")
    press(page, "main form button")
    assert page.evaluate("document.activeElement.role") == "alert"
    page.goto(attempts.result("clear").at("share"))
    press(page, "main form button")
    assert page.evaluate("document.activeElement.role") == "alert"


def test_the_review_names_what_each_link_changes(page, attempt):
    attempt.answer_all("clear")
    page.goto(attempt.at("review"))
    assert headings(page) == [(1, "Review your answers")] + [(2, f"Page {n}") for n in range(1, 5)]
    for number in range(1, 5):
        region = page.get_by_role("region", name=f"Page {number}", exact=True)
        assert region.get_by_role("listitem").count() == 7
    for number in range(1, 29):
        link = page.get_by_role("link", name=f"Change statement {number}", exact=True)
        assert link.count() == 1


def test_a_result_is_told_in_order_while_its_parts_are_closed(of_clear):
    told = headings(of_clear)
    assert [level for level, _ in told].count(1) == 1
    assert told[0][0] == 1
    names = [name for level, name in told if level == 2]
    expected = ["Does this fit you?", "Your profile", "Why", "What would change it"]
    expected += ["What draws you", "The role", "What this result can", "How this was worked out"]
    expected += ["Your result, your choice", "Come back to this result"]
    assert len(names) == len(expected)
    assert all(map(str.startswith, names, expected))


def test_what_opens_a_part_is_called_by_its_heading_and_says_whether_it_is_open(of_clear):
    assert expanded(of_clear, "Your profile") is False
    assert of_clear.get_by_role("table").count() == 0
    of_clear.locator("summary", has_text="Your profile").press("Enter")
    assert expanded(of_clear, "Your profile") is True
    assert of_clear.get_by_role("heading", name="Your profile", level=2).count() == 1


def test_the_pictures_are_silent_and_their_tables_named(of_clear):
    of_clear.locator("summary", has_text="Your profile").click()
    profile = of_clear.locator("details.part").first
    assert profile.get_by_role("img").count() == 0
    assert "graphics" not in profile.aria_snapshot()
    for axis in profile.locator("section.axis").all():
        name = axis.get_by_role("heading", level=3).inner_text()
        table = axis.get_by_role("table", name=f"{name}: 0 is")
        assert table.get_by_role("columnheader").all_text_contents() == [
            "Who",
            "Place",
            "From and to",
        ]
        assert table.get_by_role("rowheader", name="You").count() == 1


def test_a_link_to_a_part_leads_to_something_in_sight(of_clear):
    role = current_instrument().assessment_json(CASES["clear"])["shortlist"][0]
    of_clear.locator(f"a[href='#{role}']").first.press("Enter")
    target = of_clear.locator(":target")
    assert target.is_visible()
    box = target.bounding_box()
    assert -1 < box["y"] < of_clear.viewport_size["height"]


@needs_script
def test_a_trial_says_what_it_comes_to(page, attempts):
    page.goto(attempts.result("clear").at("what-if"))
    page.locator("select").first.press("ArrowUp")
    page.locator("select").first.press("ArrowUp")
    expect(page.get_by_role("status")).to_contain_text("With 1 changed answer")


def test_what_is_shared_is_one_group_with_a_description(page, attempts):
    page.goto(attempts.result("clear").at("share"))
    group = page.get_by_role("group", name="What it shows")
    expect(group).to_have_accessible_description("Nothing is ticked for you.")
    assert group.get_by_role("checkbox").count() == 4
    name = page.get_by_role("textbox", name="A name to show with it")
    expect(name).to_have_accessible_description(
        "Up to 60 characters. Without one, it names nobody."
    )


def test_other_languages_are_marked(page, attempts):
    """A voice can switch: Hebrew reads from the right, and English evidence is English in it."""
    page.goto(attempts.result("clear", "he").at("result"))
    assert page.locator("html").get_attribute("lang") == "he"
    notes = page.locator("table.evidence cite, table.evidence th > span, table.evidence td > span")
    found = notes.evaluate_all("all => all.map(each => each.closest('[lang]').lang)")
    assert set(found) == {"en"}
