"""axe-core sees planted faults, in each of the ways in which a page is shown to it.

The pages are walked in test_accessibility.py, test_opening.py, test_hr.py, test_openings.py and
test_embed.py. With script only: axe waits for timers, which a page without script never fires.
"""

import pytest

from tests.browser.axe import Axe, faults_light_and_dark

pytestmark = pytest.mark.parametrize("javascript", [True], indirect=True)
PALE = "p.planted { color: #999; background: #fff }"
STYLES = {
    ("light", 1280): f"@media (prefers-color-scheme: light) and (min-width: 40em) {{ {PALE} }}",
    ("light", 320): f"@media (prefers-color-scheme: light) and (max-width: 40em) {{ {PALE} }}",
    ("dark", 1280): f"@media (prefers-color-scheme: dark) and (min-width: 40em) {{ {PALE} }}",
    ("dark", 320): f"@media (prefers-color-scheme: dark) and (max-width: 40em) {{ {PALE} }}",
}


@pytest.fixture
def plant(page):
    """Put HTML at the end of the start page, with styles of its own."""

    def put(html, css=""):
        page.goto("/")
        page.evaluate(
            """([html, css]) => {
              document.querySelector("main").insertAdjacentHTML("beforeend", html);
              const sheet = new CSSStyleSheet();
              sheet.replaceSync(css);
              document.adoptedStyleSheets = [sheet];
            }""",
            [html, css],
        )

    return put


def test_axe_sees_a_planted_fault(page, plant):
    plant("<img src>")
    assert any("image-alt" in fault for fault in Axe().faults(page))


@pytest.mark.parametrize(("scheme", "width"), STYLES)
def test_axe_sees_a_pale_text_that_is_pale_only_so(page, plant, scheme, width):
    plant("<p class=planted>Pale</p>", STYLES[scheme, width])
    found = Axe().at_every_size(page)
    assert found
    for fault in found:
        assert fault.startswith(f"{scheme}, {width} px")
        assert "color-contrast" in fault


MANY = "<p>Text</p>" * 20
ODD_ONES = {
    "<p id=odd>Text</p>": "color: #999",
    "<div id=odd><p>Text</p></div>": "opacity: .4",
    "<section id=odd><div><p id=in>Text</p></div></section>": "background: #555",
}


@pytest.mark.parametrize("html", ODD_ONES)
def test_axe_sees_the_one_pale_text_among_many_of_its_kind_on_a_later_page(page, plant, html):
    axe = Axe()
    plant(MANY)
    assert axe.colour_faults(page, "light") == []
    plant(MANY + html + MANY, f"#odd {{ {ODD_ONES[html]} }}")
    (fault,) = axe.colour_faults(page, "light")
    assert "#odd" in fault or "#in" in fault


def test_axe_sees_targets_that_are_too_small_only_on_a_narrow_screen(page, plant):
    small = "@media (max-width: 40em) { .planted { all: unset; font-size: 6px } }"
    plant("<button class=planted>a</button><button class=planted>b</button>", small)
    (fault,) = Axe().at_every_size(page)
    assert fault.startswith("light, 320 px")
    assert "target-size" in fault


def test_axe_sees_what_is_in_a_part_that_is_closed(page, plant):
    plant("<details><summary>More</summary><img src></details>")
    assert any("image-alt" in fault for fault in faults_light_and_dark(page))
