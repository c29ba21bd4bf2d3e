"""What is wrong with the page in sight, for people who see little, hear it or have no mouse.

Each function gives a list of faults, so that a test says all of them at once.
"""

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


def cut_off(page):
    """What is cut off on a narrow screen, or has to be scrolled in two directions there."""
    page.set_viewport_size(NARROW)
    return page.evaluate(CUT_OFF)


def covered(page):
    """What can take the focus on a narrow screen and is then out of sight or under something."""
    page.set_viewport_size(NARROW)
    return page.evaluate(COVERED)


def squeezed(page):
    """What is wrong on a narrow screen, and what with wider text spacing too."""
    found = cut_off(page) + covered(page)
    page.evaluate(SPACE_OUT, SPACED)
    found += [f"spaced out: {fault}" for fault in cut_off(page) + covered(page)]
    page.evaluate(UNSPACE)
    page.set_viewport_size(WIDE)
    return found


def out_of_order(page):
    """What is wrong with headings, landmarks, references and links within the page."""
    return page.evaluate(OUTLINE)
