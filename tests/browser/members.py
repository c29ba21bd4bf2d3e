"""What members do at their pages, for the tests of these."""

from dataclasses import dataclass, field

from playwright.sync_api import Page

from tests.browser.axe import Axe
from tests.browser.judging import NARROW, WIDE, resize

PASSWORD = "tide over slow granite"


@dataclass
class Owner:
    """Olivia, her page, and what was wrong with those she passed on her way in."""

    page: Page
    faults: list = field(default_factory=list)


def become_owner(page, link):
    """Follow the link for the first owner, set up a workspace, and come to the openings."""
    axe = Axe()
    page.goto(link)
    found = axe.at_every_size(page)
    page.get_by_label("Name of your organisation").fill("Example & Daughters")
    page.get_by_label("Your name").fill("Olivia")
    page.get_by_label("E-mail address").fill("olivia@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Set up the workspace").click()
    page.get_by_role("heading", name="Keep these codes").wait_for()
    found += axe.at_every_size(page)
    page.get_by_role("link", name="I have kept them").click()
    page.wait_for_url("**/hr/openings")
    found += check(page, "/hr/openings", axe)  # with no opening yet
    return Owner(page, found)


def check(page, address, axe=None):
    """Say what is wrong with a page: for axe, and where it is wider than the screen."""
    page.goto(address)
    found = (axe or Axe()).at_every_size(page)
    for size in (NARROW, WIDE):
        resize(page, size)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > size["width"]:
            found.append(f"{address} is {wide} px wide at {size['width']}")
    return found
