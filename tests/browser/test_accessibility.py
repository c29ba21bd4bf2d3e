"""Every page in every language for people who see little, and in the looks they ask for.

By keyboard: test_keyboard.py. As a screen reader has it: test_screen_reader.py.
"""

from functools import partial

import pytest

from questions.instrument import current_instrument
from quiz.languages.language import languages
from tests.browser.axe import Axe
from tests.browser.every_page import STRETCHES, every_page, without_script
from tests.browser.judging import (
    covered,
    cut_off,
    faults_in,
    in_another_language,
    misfits,
    nameless,
    out_of_order,
)
from tests.browser.steps import FIRST_PAGES, choose_all, open_everything, press

BLINK = 0.01  # seconds
LONGEST = """() => {
  const inSeconds = each => parseFloat(each) * (/ms/.test(each) ? .001 : 1);
  const seconds = text => text.split(",").map(inSeconds);
  let longest = 0;
  for (const each of document.querySelectorAll("*")) {
    for (const part of [null, "::before", "::after"]) {
      const style = getComputedStyle(each, part);
      const times = [style.transitionDuration, style.animationDuration].flatMap(seconds);
      longest = Math.max(longest, ...times);
    }
  }
  return longest;
}"""
SIGNS = (".axis .scale", ".interval", ".dot", ".range.lane-1", ".range.lane-2", ".value")
SHARES = (".share .scale", ".share .for", ".share .against")
with_script = pytest.mark.parametrize("javascript", [True], indirect=True)
by_itself = pytest.mark.parametrize("javascript", [False], indirect=True)


# Results, some with a part more: axe takes seconds for the colours of all their texts.
LIKE_ANOTHER = {
    "compared with another role",
    "said whether it fits",
    "shortlist",
    "unlike_any_role",
    "no_pattern",
    "then and now",
}
OTHER_LANGUAGES = [code for code in languages() if code != "en"]


@pytest.mark.parametrize("stretch", STRETCHES, ids=lambda stretch: stretch.__name__)
@with_script
def test_every_page_is_sound(page, whole_page, attempts, stretch):
    """For axe too, wide and narrow, light and dark."""
    axe = Axe()
    found = []
    for name in stretch(page, "en", attempts):
        wide = partial(axe.where_wide, every_text=name not in LIKE_ANOTHER)
        wrong = faults_in(
            page, "en", wide=[wide], narrow=[axe.where_narrow], squeezed_too=[covered]
        )
        found += [f"{name}: {fault}" for fault in wrong]
    assert found == []


@pytest.mark.parametrize("code", OTHER_LANGUAGES)
@with_script
def test_every_page_is_sound_in_every_other_language(page, whole_page, attempts, code):
    """Headings, words, direction, room on every screen and for text spacing, in one walk."""
    found = []
    for name in every_page(page, code, attempts):
        found += [f"{name}: {fault}" for fault in faults_in(page, code)]
    assert found == []


@pytest.mark.parametrize("code", languages())
@by_itself
def test_without_script_too_every_page_fits_its_screen_and_its_fingers(page, attempts, code):
    found = []
    for name in without_script(page, code, attempts):
        wrong = misfits(page) + in_another_language(page, code)
        found += [f"{name}: {fault}" for fault in wrong]
    assert found == []


@with_script
class TestPlantedFault:
    def plant(self, page, html):
        page.goto("/")
        page.evaluate(
            "html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", html
        )

    def test_of_a_heading_too_deep(self, page):
        self.plant(page, "<h5>Deep</h5>")
        assert out_of_order(page) == ["h2 is followed by h5: Deep"]

    def test_of_a_second_first_heading(self, page):
        self.plant(page, "<h1>Two</h1>")
        assert out_of_order(page) == ["2 of h1"]

    def test_of_a_reference_to_nothing(self, page):
        self.plant(page, '<p aria-describedby="gone">x</p><a href="#closed">y</a>')
        assert len(out_of_order(page)) == 2

    def test_of_a_line_that_cannot_wrap(self, page):
        self.plant(page, f"<pre>{'long ' * 40}</pre>")
        assert "scrolls in two directions" in cut_off(page)

    def test_of_a_text_in_a_box_too_small(self, page):
        self.plant(page, "<p id=small>Some words that need more than one line of it</p>")
        small = "{inlineSize: '5em', blockSize: '1em', overflow: 'hidden'}"
        page.locator("#small").evaluate(f"box => Object.assign(box.style, {small})")
        assert any("is cut off" in fault for fault in cut_off(page))

    def test_of_a_button_lower_than_a_finger(self, page):
        assert misfits(page) == []
        self.plant(page, "<button>x</button>")
        page.locator("main button").last.evaluate("each => { each.style.minBlockSize = '1em' }")
        assert any(fault.startswith("at 768 px: button x is") for fault in misfits(page))

    def test_of_what_is_wider_than_its_screen(self, page):
        self.plant(page, "<p id=wide>x</p>")
        page.locator("#wide").evaluate("each => { each.style.minInlineSize = '800px' }")
        assert [fault.partition(":")[0] for fault in misfits(page)] == ["at 320 px", "at 768 px"]

    @pytest.mark.parametrize(
        "empty", ["<h2> </h2>", "<button></button>", "<a href='#main'><b></b></a>"]
    )
    def test_of_a_heading_or_a_button_without_words(self, page, empty):
        assert nameless(page) == []
        self.plant(page, empty)
        assert len(nameless(page)) == 1

    @pytest.mark.parametrize("code", OTHER_LANGUAGES)
    def test_of_a_text_that_is_not_translated(self, page, code):
        page.goto(f"/?lang={code}")
        assert in_another_language(page, code) == []
        page.evaluate("document.querySelector('h1').textContent = 'Which product role fits you?'")
        assert "not translated: Which product role fits you?" in in_another_language(page, code)

    @pytest.mark.parametrize("code", OTHER_LANGUAGES)
    def test_of_every_kind_in_another_language(self, page, code):
        page.goto(f"/?lang={code}")
        assert faults_in(page, code) == []
        page.evaluate(
            """html => {
              document.querySelector("main").insertAdjacentHTML("beforeend", html);
              document.documentElement.dir = document.dir === "rtl" ? "ltr" : "rtl";
            }""",
            f"<h5>Deep</h5><h2></h2><pre>{'long ' * 40}</pre>",
        )
        told = "\n".join(faults_in(page, code))
        for fault in ("followed by h5", "<h2></h2> is empty", "px wide", "two directions", "runs "):
            assert fault in told

    def test_of_a_page_that_runs_the_wrong_way(self, page):
        page.goto("/?lang=he")
        page.evaluate("document.documentElement.dir = 'ltr'")
        wrong = in_another_language(page, "he")
        assert wrong[0] == "the page is marked as he ltr"
        assert wrong[1].startswith("runs ltr: ")

    def test_of_a_page_that_is_marked_as_another_language(self, page):
        page.goto("/?lang=de")
        assert "the page is marked as de ltr" in in_another_language(page, "en")

    def test_of_something_that_lies_on_top(self, page):
        self.plant(page, "<div id=lid>x</div>")
        whole = "{position: 'fixed', inset: 0}"
        page.locator("#lid").evaluate(f"lid => Object.assign(lid.style, {whole})")
        assert covered(page)


def differs(page, selector, change):
    """Whether a change to the first such thing can be seen on the screen."""
    thing = page.locator(selector).first
    box = thing.evaluate(
        """each => {
          each.scrollIntoView({block: "center"});
          const {x, y, width, height} = each.getBoundingClientRect();
          return {x, y, width, height};
        }"""
    )
    margin = 6  # CSS pixels; a line has no extent of its own
    clip = {"x": max(box["x"] - margin, 0), "y": max(box["y"] - margin, 0)}
    clip |= {"width": box["width"] + 2 * margin, "height": box["height"] + 2 * margin}
    before = page.screenshot(clip=clip)
    thing.evaluate(change)
    return page.screenshot(clip=clip) != before


@pytest.mark.parametrize("scheme", ["light", "dark"])
@with_script
class TestForcedColours:
    @pytest.fixture(autouse=True)
    def forced(self, page, scheme):
        page.emulate_media(forced_colors="active", color_scheme=scheme, reduced_motion="reduce")

    def test_what_is_chosen_and_what_has_the_focus_can_be_told(self, page, whole_page, attempts):
        page.goto(attempts.begin().at("q/1"))
        item = FIRST_PAGES[0][0].id
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        for point in ("2", "skip"):
            radio = f"label:has(#{item}-{point})"
            assert differs(page, radio, "label => { label.control.checked = true }")
        page.keyboard.press("Tab")  # from here on the focus is that of a keyboard
        for target in (f"label:has(#{item}-3)", "#answers [name=go]:visible", "[data-view]"):
            page.evaluate("document.activeElement.blur()")
            assert differs(page, target, "each => (each.control ?? each).focus()")

    def test_progress_can_be_told(self, page, whole_page, attempts):
        page.goto(attempts.begin().at("q/1"))
        assert differs(page, "progress", "bar => { bar.value = 3 }")

    def test_every_sign_of_the_pictures_can_be_told(self, page, attempts):
        page.goto(attempts.result("between").at("result"))
        open_everything(page)
        for sign in (*SIGNS, *SHARES):
            assert differs(page, sign, "each => { each.style.opacity = 0 }"), sign

    def test_an_error_is_framed(self, page, whole_page, attempts):
        page.goto(attempts.begin().at("q/1"))
        press(page, "#answers [name=go]:visible")
        for place in (".error-summary", ".statement:has(.error)"):
            assert differs(page, place, "box => { box.style.borderColor = 'Canvas' }")


@with_script
def test_with_reduced_motion_nothing_moves_longer_than_a_blink(page, attempts):
    places = ("/", attempts.begin().at("q/1"), attempts.result("clear").at("result"))
    page.emulate_media(reduced_motion="no-preference")
    page.goto(places[1])
    assert page.evaluate(LONGEST) > BLINK
    page.emulate_media(reduced_motion="reduce")
    for place in places:
        page.goto(place)
        assert page.evaluate(LONGEST) <= BLINK
        page.keyboard.press("Tab")
        assert page.evaluate("document.getAnimations().length") == 0


def test_without_styles_the_whole_way_works_and_reads_in_order(page, context, whole_page):
    context.route("**/*.css", lambda route: route.fulfill(body="", content_type="text/css"))
    page.goto("/")
    assert reads_in_order(
        page, "Skip to the content", "Which product role", "28 statements", "Start"
    )
    press(page, "main form button")
    press(page, "#answers [name=go]:visible")
    told = page.locator("body").inner_text()
    assert told.count("Error:") == told.count("Choose an answer, or skip this statement.") == 7
    for number, items in enumerate(FIRST_PAGES, start=1):
        asked = current_instrument().wording("en").scale(items[0].facet).question
        assert reads_in_order(page, f"Page {number} of 4", asked, "Continue")
        assert page.locator("fieldset").count() == len(items)
        choose_all(page, 5)
        press(page, "#answers [name=go][value=on]:visible")
        assert "Error:" not in page.locator("body").inner_text()
    assert reads_in_order(page, "Review your answers", "Change statement 1", "See your result")
    press(page, "form[action$=finish] button")
    parts = (
        "Your result,",
        "This is a mirror",
        "Your profile",
        "What this result can",
        "Come back",
    )
    assert reads_in_order(page, *parts)
    page.locator("summary", has_text="Your profile").click()
    assert page.get_by_role("table", name="Strategy and execution").is_visible()


def reads_in_order(page, *texts):
    told = page.locator("body").inner_text()
    places = [told.find(text) for text in texts]
    assert -1 not in places, dict(zip(texts, places, strict=True))
    return places == sorted(places)
