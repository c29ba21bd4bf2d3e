"""The whole way by keyboard alone, with and without script, and the focus at every step of it."""

import pytest

from tests.browser.steps import FIRST_PAGES

PLENTY = 250  # times Tab is pressed before a thing counts as out of reach
# A radio's ring is drawn around its label. `key` names what has the focus.
FOCUS = """selector => {
  const each = document.activeElement;
  const ring = one => {
    const style = one && getComputedStyle(one);
    return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const box = each.getBoundingClientRect();
  return {
    lost: each === document.body,
    ringed: ring(each) || ring(each.closest("label")),
    inSight: box.bottom > 0 && box.top < innerHeight,
    found: each.matches(selector),
    key: each.outerHTML.slice(0, 120),
  };
}"""
IS_CLOSED = "!document.activeElement.parentElement.open"
needs_script = pytest.mark.parametrize("javascript", [True], indirect=True)


def step(page, selector="*", key="Tab"):
    """Press Tab once and look: the focus is somewhere, ringed and in sight."""
    page.keyboard.press(key)
    now = page.evaluate(FOCUS, selector)
    if not now["lost"]:
        assert now["ringed"], f"no ring around {now['key']}"
        assert now["inSight"], f"out of sight: {now['key']}"
    return now


def tab_to(page, selector, key="Tab"):
    for _ in range(PLENTY):
        now = step(page, selector, key)
        assert not now["lost"], f"{selector} is out of reach on {page.url}"
        if now["found"]:
            return
    raise AssertionError(f"{selector} is too far on {page.url}")


def go(page, selector, key="Enter"):
    """Tab to something that leads to another page, and press it."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press(key)


def has_focus(page, selector):
    return page.evaluate("selector => document.activeElement.matches(selector)", selector)


def answer_page(page, items):
    """Choose the second answer of every statement that has none."""
    for item in items:
        if page.locator(f"#{item.id} :checked").count():
            continue
        if not has_focus(page, f"#{item.id} input"):
            tab_to(page, f"#{item.id} input")
        page.keyboard.press("Space")
        step(page, f"#{item.id}-2", "ArrowDown")
    go(page, "#answers [name=go][value=on]")


def meet_an_error(page):
    """Send a page with answers missing, and go by its list to the first of them."""
    go(page, "#answers [name=go][value=on]")
    assert has_focus(page, ".error-summary")
    tab_to(page, ".error-summary a")
    page.keyboard.press("Enter")
    assert has_focus(page, "fieldset:has(.error) input")


def change_an_answer(page):
    go(page, "a[href*='q/2?']")
    assert page.url.endswith(page.evaluate("location.hash"))
    tab_to(page, "fieldset:not([hidden]) input")
    step(page, "input", "ArrowDown")
    go(page, "#answers [name=go][value=on]")
    assert page.url.endswith("/review")


def change_the_language(page):
    for code in ("de", "he", "en"):
        go(page, f"[name=language][value={code}]")
        assert page.locator("html").get_attribute("lang") == code


def open_every_part(page):
    """Go through the whole page once and open whatever is met, by either key."""
    for count in range(PLENTY):
        now = step(page, "summary")
        if now["lost"]:
            break
        if now["found"] and page.evaluate(IS_CLOSED):
            page.keyboard.press("Space" if count % 2 else "Enter")
    assert page.locator("details:not([open])").count() == 0


def share_a_part(page, javascript):
    go(page, "main a[href$='/share']")
    tab_to(page, "#parts [value=profile]")
    page.keyboard.press("Space")
    go(page, "main form button", "Space")
    go(page, "main form button")
    if javascript:
        tab_to(page, ".copy button")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Copied").wait_for()
        assert has_focus(page, ".copy button")
    go(page, "form[action$=revoke] button")
    assert page.locator("#shared").count() == 0


def test_the_whole_way_goes_by_keyboard(page, context, attempts, javascript):
    context.grant_permissions(["clipboard-write"])
    page.goto("/")
    assert step(page, ".skip-link")["found"]
    page.keyboard.press("Enter")
    go(page, "main form button")
    if javascript:
        answer_one_and_show_the_page(page)
    meet_an_error(page)
    answer_page(page, FIRST_PAGES[0])
    # What lies between is as it was on the first page.
    attempt = attempts.in_sight(page).answer_pages("clear", 2, 3)
    page.goto(attempt.at("q/4"))
    answer_page(page, FIRST_PAGES[3])
    change_an_answer(page)
    change_the_language(page)
    go(page, "form[action$=finish] button")
    assert page.locator("main").get_attribute("data-page") == "result"
    open_every_part(page)
    page.reload()
    share_a_part(page, javascript)


def answer_one_and_show_the_page(page):
    """One at a time, the focus goes on with the statement; the choice of view keeps it too."""
    tab_to(page, "fieldset:not([hidden]) input")
    step(page, "input", "ArrowDown")
    page.keyboard.press("Enter")
    assert has_focus(page, "fieldset:not([hidden]) legend")
    tab_to(page, "[data-step='-1']")
    page.keyboard.press("Space")
    assert has_focus(page, "fieldset:not([hidden]) legend")
    tab_to(page, "[data-view]")
    page.keyboard.press("Enter")
    assert page.locator("fieldset:visible").count() == len(FIRST_PAGES[0])
    assert not has_focus(page, "body")


@needs_script
def test_one_at_a_time_the_focus_is_never_lost(page, attempts):
    """Next, the page's end, an unanswered statement, and the first of the next page."""
    page.goto(attempts.begin().at("q/1"))
    for _ in FIRST_PAGES[0]:
        tab_to(page, "fieldset:not([hidden]) input")
        page.keyboard.press("Space")
        last = page.locator("[data-step='1']").is_hidden()
        if last:
            with page.expect_navigation():
                page.keyboard.press("Enter")
        else:
            page.keyboard.press("Enter")
            assert has_focus(page, "fieldset:not([hidden]) legend")
    page.wait_for_url("**/q/2")
    assert has_focus(page, "fieldset:not([hidden]) legend")


@needs_script
def test_a_trial_that_arrives_takes_the_focus_from_nobody(page, attempts):
    page.goto(attempts.result("clear").at("what-if"))
    tab_to(page, "#order summary")
    tab_to(page, "select")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    tab_to(page, "#order summary", "Shift+Tab")
    page.locator("#changed").wait_for()
    assert has_focus(page, "#order summary")


def test_a_ring_that_is_missing_is_noticed(page):
    page.goto("/")
    page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync("* { outline: none !important }");
          document.adoptedStyleSheets = [sheet];
        }"""
    )
    with pytest.raises(AssertionError, match="no ring"):
        step(page)
