"""What is wrong with the page in sight, for people who see little, hear it or have no mouse.

Each function gives a list of faults, so that a test says all of them at once.
"""

import re

from model.words import model_words
from quiz.languages.language import MissingText, language
from tests.browser.steps import open_everything

NARROW = {"width": 320, "height": 256}  # 1280 x 1024 at 400 %
WIDE = {"width": 1280, "height": 800}
SPACED = """
  * { line-height: 1.5 !important; letter-spacing: .12em !important; }
  * { word-spacing: .16em !important; }
  p { margin-block-end: 2em !important; }
"""  # the text spacing of WCAG 1.4.12
SPACE_OUT = """css => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""
SIZES = (NARROW, {"width": 768, "height": 1024}, WIDE)
TOUCH = 44  # CSS pixels, WCAG 2.2's 2.5.5
UNSPACE = "() => { document.adoptedStyleSheets = [] }"

# What is only for screen readers is clipped on purpose, and so is what is scrolled in a field.
CUT_OFF = """() => {
  const found = [];
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) found.push("scrolls in two directions");
  const name = each => `${each.localName}.${each.className?.baseVal ?? each.className}`;
  for (const each of document.body.querySelectorAll("*")) {
    if (each.closest(".hidden, .skip-link, svg, option, .number")) continue;
    if (!each.checkVisibility()) continue;
    const box = each.getBoundingClientRect();
    const text = each.textContent.trim().slice(0, 30);
    if (box.left < -1 || box.right > width + 1) found.push(`${name(each)} leaves: ${text}`);
    const style = getComputedStyle(each);
    const clips = style.overflowX !== "visible" || style.overflowY !== "visible";
    const field = ["input", "select", "progress"].includes(each.localName);
    const wider = each.scrollWidth > each.clientWidth + 1;
    const higher = each.scrollHeight > each.clientHeight + 1;
    if (clips && (wider || higher) && !field) found.push(`${name(each)} is cut off: ${text}`);
  }
  return found;
}"""

# Everything that takes the focus, in turn: is it in sight, and on top?
COVERED = """() => {
  const found = [];
  const all = "a[href], button, input, select, summary, [tabindex]:not([tabindex='-1'])";
  for (const each of document.querySelectorAll(all)) {
    if (!each.checkVisibility() || each.closest(".skip-link")) continue;
    each.focus();
    const target = each.closest("label") ?? each;
    const box = [...target.getClientRects()].find(one => one.width && one.height);
    const top = Math.max(box.top, 0);
    const bottom = Math.min(box.bottom, innerHeight);
    const on = document.elementFromPoint((box.left + box.right) / 2, (top + bottom) / 2);
    const clear = on && (target.contains(on) || on.contains(target));
    if (bottom <= top || !clear) {
      found.push(`${each.localName} ${each.id || each.textContent.trim().slice(0, 30)} is covered`);
    }
  }
  return found;
}"""

# As the accessibility tree has it: what is hidden there is no heading and no landmark.
OUTLINE = """() => {
  const found = [];
  const seen = each => each.checkVisibility() && !each.closest("[aria-hidden=true]");
  const all = selector => [...document.querySelectorAll(selector)].filter(seen);
  for (const selector of ["h1", "main", "header"]) {
    if (all(selector).length !== 1) found.push(`${all(selector).length} of ${selector}`);
  }
  const levels = all("h1, h2, h3, h4, h5, h6").filter(each => !each.closest("[role=alert]"));
  let last = 0;
  for (const each of levels) {
    const level = Number(each.localName[1]);
    if (level > last + 1) found.push(`h${last} is followed by h${level}: ${each.textContent}`);
    last = level;
  }
  for (const each of document.querySelectorAll("[aria-labelledby], [aria-describedby]")) {
    const ids = ["aria-labelledby", "aria-describedby"].map(name => each.getAttribute(name));
    for (const id of ids.join(" ").split(" ").filter(Boolean)) {
      if (!document.getElementById(id)?.textContent.trim()) found.push(`nothing has the id ${id}`);
    }
  }
  for (const link of document.querySelectorAll("a[href^='#']")) {
    const target = document.getElementById(link.hash.slice(1));
    if (!target?.checkVisibility()) found.push(`${link.hash} leads to nothing in sight`);
  }
  return found;
}"""

# What is scrolled sideways, and what is pressed and lower than a finger. In parts that a test has
# opened, what opens the next is as high as its line of text.
MISFITS = """least => {
  const found = [];
  const all = "main :is(select, .ticks label), :is(.points, .aids) label, button, .button, summary";
  const width = document.documentElement.scrollWidth;
  if (width > innerWidth) found.push(`${width} px wide`);
  for (const each of document.querySelectorAll(all)) {
    const box = each.getBoundingClientRect();
    if (!box.width || !each.checkVisibility({visibilityProperty: true})) continue;
    const around = each.closest("details")?.parentElement.closest("details");
    if (each.localName === "summary" && around?.wasClosed) continue;
    const text = `${each.localName} ${each.textContent.trim().slice(0, 30)}`;
    if (box.height < least) found.push(`${text} is ${box.height} px high`);
  }
  return found.map(fault => `at ${innerWidth} px: ${fault}`);
}"""

NAMELESS = """() => {
  const found = [];
  const named = each =>
    [each.textContent, each.ariaLabel, each.querySelector("img")?.alt, each.title].some(
      text => text?.trim(),
    );
  const all = "h1, h2, h3, h4, h5, h6, legend, caption, summary, label, button, a[href]";
  for (const each of document.querySelectorAll(all)) {
    if (named(each) || each.closest("[hidden]")) continue;
    found.push(`${each.outerHTML.slice(0, 60)} is empty`);
  }
  return found;
}"""

# Of every heading in sight: its text, the language it is marked as, and where it begins.
HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
  .filter(each => each.checkVisibility())
  .map(each => [
    each.innerText.trim(), each.closest("[lang]").lang, getComputedStyle(each).direction,
  ])"""


def cut_off(page):
    """What is cut off on a narrow screen, or has to be scrolled in two directions there."""
    resize(page, NARROW)
    return page.evaluate(CUT_OFF)


def covered(page):
    """What can take the focus on a narrow screen and is then out of sight or under something."""
    resize(page, NARROW)
    return page.evaluate(COVERED)


def squeezed(page, *looks):
    """What these find on a narrow screen, and what with wider text spacing too."""
    found = [fault for look in looks for fault in look(page)]
    page.evaluate(SPACE_OUT, SPACED)
    found += [f"spaced out: {fault}" for look in looks for fault in look(page)]
    page.evaluate(UNSPACE)
    return found


def out_of_order(page):
    """What is wrong with headings, landmarks, references and links within the page."""
    return page.evaluate(OUTLINE)


def misfits(page):
    """What is too wide for its screen, or too low for a finger, on a phone, a tablet, a desk."""
    page.wait_for_load_state()
    found = []
    for size in SIZES:
        resize(page, size)
        found += page.evaluate(MISFITS, TOUCH)
    return found


def nameless(page):
    """Headings, and what can be pressed, that have no words."""
    return page.evaluate(NAMELESS)


def in_another_language(page, code):
    """What says that it is, or really is, in another language than this, or runs the other way."""
    wanted = language(code)
    found = []
    marked = page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
    if marked != [code, wanted.direction]:
        found.append(f"the page is marked as {' '.join(marked)}")
    for text, marked_as, direction in page.evaluate(HEADINGS):
        if direction != wanted.direction:
            found.append(f"runs {direction}: {text}")
        if marked_as == code and is_of_the_source(text, wanted):
            found.append(f"not translated: {text}")
        in_latin = marked_as == code == "he" and not re.search("[\u0590-\u05ff]", text)
        if in_latin and text not in {role.name for role in model_words(code).roles.values()}:
            found.append(f"not in Hebrew: {text}")
    return found


def is_of_the_source(text, wanted):
    """Whether this is an English text of ours that has another one in this language."""
    try:
        return wanted.gettext(text) != text
    except MissingText:
        return False


def faults_in(page, code, *, narrow=(), wide=(), squeezed_too=()):
    """What is wrong with a page: its order, with its parts closed and open, its words, its room.

    A screen takes its time to change its size, so all that is looked at on one is looked at at
    once: by `wide` and `narrow`, and by `squeezed_too` with wider text spacing as well.
    """
    found = out_of_order(page)
    open_everything(page)
    found += out_of_order(page) + nameless(page) + in_another_language(page, code)
    for size, looks in zip(reversed(SIZES), (wide, (), narrow), strict=True):
        resize(page, size)
        found += page.evaluate(MISFITS, TOUCH)
        found += [fault for look in looks for fault in look(page)]
    return found + squeezed(page, cut_off, *squeezed_too)


def resize(page, size):
    if page.viewport_size != size:
        page.set_viewport_size(size)
