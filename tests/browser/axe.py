"""axe-core in a page: `target-size` is on, which it leaves off by itself."""

from importlib.resources import files

from tests.browser.steps import open_everything

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RUN = """async ([only, others]) => {
  const found = await axe.run(document, {
    resultTypes: ["violations"],
    ...(only ? {runOnly: only} : {rules: {"target-size": {enabled: true}, ...others}}),
  });
  const where = fault => fault.nodes.map(node => node.target.join(" ")).join(", ");
  return found.violations.map(fault => `${fault.id}: ${fault.help}: ${where(fault)}`);
}"""
COLOURS = ["color-contrast", "link-in-text-block"]


def faults(page, scheme="light", only=None, others=None):
    """What axe finds, with everything that can be opened open."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # colours fade otherwise
    open_everything(page)
    page.evaluate(AXE)
    return [f"{scheme}, {page.url}: {fault}" for fault in page.evaluate(RUN, [only, others or {}])]


def faults_light_and_dark(page):
    """What axe finds in the page, and in its colours where they are dark."""
    return faults(page) + faults(page, "dark", COLOURS)


def faults_but_colours(page):
    """What axe finds in a page whose colours were looked at in another language."""
    return faults(page, others={rule: {"enabled": False} for rule in COLOURS})
