"""axe-core in a page: `target-size` is on, which it leaves off by itself."""

from importlib.resources import files

from tests.browser.judging import NARROW, WIDE, resize
from tests.browser.steps import open_everything

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
COLOURS = ["color-contrast", "link-in-text-block"]
RUN = """async ([where, options]) => {
  const found = await axe.run(where ?? document, {resultTypes: ["violations"], ...options});
  const places = fault => fault.nodes.map(node => node.target.join(" ")).join(", ");
  return found.violations.map(fault => `${fault.id}: ${fault.help}: ${places(fault)}`);
}"""
# What contrast depends on: of a text its own colour and type, of all around it what is painted.
# A result has 825 texts and some 110 looks; for each text axe takes milliseconds.
NEW_LOOKS = """seen => {
  const short = text => {
    let hash = 0n;
    for (const each of text) hash = BigInt.asUintN(64, hash * 31n + BigInt(each.codePointAt(0)));
    return String(hash);
  };
  const own = each => {
    const {color, fontSize, fontWeight, textDecoration, textShadow} = getComputedStyle(each);
    return [color, fontSize, fontWeight, textDecoration, textShadow].join();
  };
  const around = new Map([[null, ""]]);
  const painted = each => {
    if (!around.has(each)) {
      const {backgroundColor, backgroundImage, opacity, filter} = getComputedStyle(each);
      const name = each.localName + each.getAttribute("class");
      const here = [name, backgroundColor, backgroundImage, opacity, filter].join();
      around.set(each, short(`${painted(each.parentElement)} ${here}`));
    }
    return around.get(each);
  };
  const says = each => [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  const looks = new Map();
  for (const each of document.body.querySelectorAll("*")) {
    if (!says(each) && !each.matches("input, select, textarea")) continue;
    if (!each.checkVisibility() || !each.getClientRects().length) continue;
    const look = `${own(each)} ${painted(each)}`;
    if (!looks.has(look) && !seen.includes(look)) looks.set(look, each);
  }
  window.newLooks = {include: [...looks.values()]};
  return [...looks.keys()];
}"""


class Axe:
    """Looks at page after page. A text that looks as an earlier one did has the same contrast."""

    def __init__(self):
        self._seen = set()

    def faults(self, page, scheme="light", *, but=()):
        """What all rules, but for some, find in everything, with all open that can be opened."""
        self._show(page, scheme)
        rules = {"target-size": {"enabled": True}} | {rule: {"enabled": False} for rule in but}
        return self._told(page, scheme, page.evaluate(RUN, [None, {"rules": rules}]))

    def colour_faults(self, page, scheme):
        """What is wrong with the colours of one text of each look that was not seen before."""
        self._show(page, scheme)
        looks = page.evaluate(NEW_LOOKS, list(self._seen))
        if not looks:
            return []
        self._seen.update(looks)
        run = f"([options]) => ({RUN})([newLooks, options])"
        return self._told(page, scheme, page.evaluate(run, [{"runOnly": COLOURS}]))

    def where_wide(self, page, *, every_text=True):
        """What it finds where there is room; unless `every_text`, colours as in `colour_faults`."""
        resize(page, WIDE)
        found = self.faults(page, but=() if every_text else COLOURS)
        return found + self.colour_faults(page, "light") + self.colour_faults(page, "dark")

    def where_narrow(self, page):
        """What it finds on a phone."""
        resize(page, NARROW)
        found = self.colour_faults(page, "dark") + self.colour_faults(page, "light")
        return found + self.faults(page, but=COLOURS)

    def at_every_size(self, page):
        return self.where_wide(page) + self.where_narrow(page)

    def _show(self, page, scheme):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # colours fade otherwise
        open_everything(page)
        if not page.evaluate("Boolean(window.axe)"):
            page.evaluate(AXE)

    def _told(self, page, scheme, found):
        width = page.viewport_size["width"]
        return [f"{scheme}, {width} px, {page.url}: {fault}" for fault in found]


def faults_light_and_dark(page):
    """What axe finds in a page as wide as it is, and in its colours where they are dark."""
    axe = Axe()
    return axe.faults(page) + axe.colour_faults(page, "dark")
