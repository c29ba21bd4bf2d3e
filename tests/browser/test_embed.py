"""The quiz on careers pages of another origin, as candidates and their browsers meet it there."""

import json
import re
from pathlib import Path

import pytest

from tests.browser.axe import faults_light_and_dark
from tests.browser.complaints import Complaints
from tests.browser.stored_attempts import StoredAttempts
from tests.serving import serve

DOCUMENT = (Path(__file__).parents[2] / "docs" / "embedding.md").read_text(encoding="utf-8")
HOST, OPENING = "https://quiz.example.org", "OPENING"  # as the document calls them
PATIENCE = 4000  # milliseconds until the element gives up


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("embed")


@pytest.fixture(scope="session")
def quiz(role_fit, jobs, folder):
    """A quiz that the careers page may show, and a page at another name may not."""
    sites = f"{jobs.site()} {jobs.site('jobs.localhost')}"
    with serve(role_fit, folder, ROLE_FIT_EMBED_SITES=sites) as server:
        yield server


@pytest.fixture(scope="session")
def employers(quiz, folder):
    attempts = StoredAttempts(quiz, folder)
    yield attempts.employers
    attempts.store.close()


@pytest.fixture(scope="session")
def snippet(quiz):
    """Give a piece of code of the document, for this quiz."""

    def find(heading, language, opening="", number=0):
        section = DOCUMENT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
        code = re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)[number]
        return code.replace(HOST, quiz.url).replace(OPENING, opening).strip()

    return find


@pytest.fixture
def embed(snippet):
    """The one line as the document has it, with more attributes or the plain one."""
    line = snippet("Plain HTML", "html", number=1)

    def build(attributes="", *, script=True):
        found = line if script else line.split("\n", 1)[1]
        return found.replace("<role-fit", f"<role-fit {attributes}".rstrip())

    return build


@pytest.fixture
def window(browser):
    """Open browsers with nothing in them; each fails the test if its page complains."""
    opened = []

    def start(*, complaints=True, **options):
        context = browser.new_context(viewport={"width": 900, "height": 700}, **options)
        context.set_default_timeout(10_000)  # milliseconds
        page = context.new_page()
        opened.append((context, Complaints(page) if complaints else None))
        return page

    yield start
    for context, complaints in opened:
        context.close()
        assert complaints is None or complaints.heard() == []


@pytest.fixture
def page(window):
    return window()


def inside(page, number=0):
    """The quiz in a page's frame."""
    return page.locator("role-fit iframe").nth(number).content_frame


def until_ready(page, count=1):
    page.wait_for_function("n => heard.filter(([type]) => type === 'ready').length >= n", arg=count)


def told(page, *types, about=None):
    found = page.evaluate("heard")
    return [(kind, detail) for kind, detail, who in found if kind in types and about in (None, who)]


def wait_for(page, kind, detail):
    page.wait_for_function(
        "([kind, text]) => heard.some(([k, d]) => k === kind && JSON.stringify(d) === text)",
        arg=[kind, json.dumps(detail, separators=(",", ":"))],
    )


FILL = """form => {
  for (const field of form.querySelectorAll('fieldset input[value="4"]')) field.checked = true;
  form.requestSubmit(form.querySelector('button[name="go"][value="on"]'));
}"""


def answer_page(frame):
    """Give every statement of a page the same answer, and send it."""
    frame.locator("form[id=answers]").evaluate(FILL)


def frame_fits(page, number=0):
    """Wait until the frame is exactly as high as what is in it; give that height."""
    handle = page.locator("role-fit iframe").nth(number).element_handle().content_frame()
    for _ in range(60):
        outer = page.locator("role-fit iframe").nth(number).bounding_box()["height"]
        inner, content, scrolled = handle.evaluate(
            """() => {
              const root = document.documentElement;
              const { height } = root.getBoundingClientRect();
              return [innerHeight, Math.ceil(height), innerWidth - root.clientWidth];
            }"""
        )
        if outer == inner == content and scrolled == 0:
            return outer
        page.wait_for_timeout(50)
    raise AssertionError(f"frame {outer}, window {inner}, content {content}, bar {scrolled}")


# One line


def test_the_line_of_the_document_shows_an_opening(page, jobs, employers, snippet):
    employers.opening("line", title="Product manager, maps", sites=(jobs.site(),))
    page.goto(jobs.page("/line", snippet("Plain HTML", "html", "line")))
    until_ready(page)
    assert inside(page).get_by_role("heading", level=1).inner_text() == "Product manager, maps"
    assert not page.locator("role-fit a").is_visible()
    assert page.locator("role-fit iframe").get_attribute("title") == "Take the quiz"


def test_a_whole_journey_in_the_frame_needs_no_cookie_and_tells_no_secret(
    page, jobs, embed, employers
):
    opening = employers.opening("journey", sites=(jobs.site(),))
    page.goto(jobs.page("/journey", embed('opening="journey" ref="REQ-17"')))
    until_ready(page)
    frame = inside(page)
    frame.get_by_role("button", name="Start").click()
    for number in range(1, 5):
        wait_for(page, "step", {"count": 4, "number": number, "page": "question"})
        answer_page(frame)
    wait_for(page, "submitted", {})
    frame.get_by_role("button", name="See your result").click()
    frame.locator("main[data-page=result]").wait_for()
    frame_fits(page)
    assert page.context.cookies() == []

    kinds = [kind for kind, _detail in told(page, "ready", "started", "step", "submitted", "error")]
    assert kinds == ["ready", "started", *["step"] * 5, "submitted"]
    address = page.frames[1].url
    assert_silence_from_here(page, frame, address)
    assert [each.ref for each in employers.store.sent.page(opening.id)] == ["REQ-17"]
    token = address.split("/a/")[1].split("/")[0]
    for text, origin in page.evaluate("raw"):
        message = json.loads(text)
        assert token not in text
        assert "REQ-17" not in text
        assert set(message) == {"v", "type", "detail"}
        assert set(message["detail"]) <= {"page", "number", "count", "height"}
        assert address.startswith(origin)


def assert_silence_from_here(page, frame, address):
    """Whoever has a result goes where they like, and the page around learns of heights only."""
    before = len(page.evaluate("raw"))
    for place, kind in (("q/2", "question"), ("q/4", "question"), ("review", "review")):
        page.frames[1].goto(re.sub("result$", place, address))
        frame.locator(f"main[data-page={kind}]").wait_for()
        frame_fits(page)
    page.frames[1].goto(re.sub("result$", "send", address))
    frame.get_by_role("checkbox").first.check()
    frame.get_by_role("button", name="See what would be sent").click()
    frame.get_by_role("button", name="Send it").click()
    frame.get_by_role("heading", name="Your result is with").wait_for()
    frame_fits(page)
    since = page.evaluate("raw")[before:]
    assert {json.loads(text)["type"] for text, _origin in since} == {"ready", "resize"}


def test_third_party_cookies_are_really_blocked_here(page, jobs):
    sets = "<script>document.cookie = 'a=1'; document.title = document.cookie</script>"
    jobs.page("/sets", sets, listens=False)
    elsewhere = f"{jobs.site('localhost')}/sets"
    page.goto(jobs.page("/cookies", f'<iframe src="{elsewhere}"></iframe>'))
    assert page.frames[1].evaluate("document.cookie") == ""
    page.goto(elsewhere)
    assert page.evaluate("document.cookie") == "a=1"


# Height, focus and scrolling


def test_the_frame_is_as_high_as_its_content_and_never_grows_by_itself(page, jobs, embed):
    page.goto(jobs.page("/height", embed()))
    until_ready(page)
    start = frame_fits(page)
    frame = inside(page)
    frame.get_by_role("button", name="Start").click()
    wait_for(page, "started", {})
    one = frame_fits(page)
    frame.get_by_role("button", name="Show the whole page").click()
    page.wait_for_timeout(100)
    whole = frame_fits(page)
    frame.get_by_role("button", name="One at a time").click()
    page.wait_for_timeout(100)
    assert frame_fits(page) == one < whole
    page.set_viewport_size({"width": 400, "height": 700})
    page.wait_for_timeout(100)
    narrow = frame_fits(page)
    page.set_viewport_size({"width": 900, "height": 700})
    page.wait_for_timeout(100)
    assert frame_fits(page) == one != narrow
    assert start != one
    before = len(told(page, "resize"))
    page.wait_for_timeout(500)
    assert len(told(page, "resize")) == before


def test_loading_takes_neither_the_focus_nor_the_place(page, jobs, embed):
    tall = '<input id="search" autofocus><p style="height: 3000px">Jobs</p>'
    page.goto(jobs.page("/calm", tall + embed()))
    page.evaluate("scrollTo(0, 2300)")  # as far as it goes before the frame has a height
    until_ready(page)
    frame_fits(page)
    assert page.evaluate("scrollY") == 2300
    assert page.evaluate("document.activeElement.id") == "search"


def test_a_new_step_is_brought_into_sight_only_if_its_top_is_out_of_it(page, jobs, embed):
    tall = '<p style="height: 300px">Jobs</p>'
    page.goto(jobs.page("/steps", tall + embed()))
    until_ready(page)
    frame = inside(page)
    frame.get_by_role("button", name="Start").click()
    wait_for(page, "started", {})
    assert page.evaluate("scrollY") < 400
    frame.get_by_role("button", name="Show the whole page").click()
    for statement in frame.locator("fieldset").all():
        statement.locator('input[value="4"]').check()
    frame.get_by_role("button", name="Continue").scroll_into_view_if_needed()
    assert page.evaluate("scrollY") > 800
    frame.get_by_role("button", name="Continue").click()
    wait_for(page, "step", {"count": 4, "number": 2, "page": "question"})
    page.wait_for_function(
        "Math.abs(document.querySelector('role-fit').frame.getBoundingClientRect().top) < 2"
    )


def test_it_loads_only_when_it_comes_near(page, jobs, embed):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(jobs.page("/lazy", '<p style="height: 9000px">Jobs</p>' + embed()))
    page.wait_for_function("Boolean(customElements.get('role-fit'))")
    page.wait_for_timeout(300)
    before = len([url for url in asked if not url.startswith(jobs.site())])
    page.evaluate("scrollTo(0, 9000)")
    until_ready(page)
    assert before == 1  # the script


# Several, and in applications of one page


def test_two_on_a_page_are_two_attempts(page, jobs, embed):
    page.goto(jobs.page("/two", embed('id="a"') + embed('id="b"')))
    until_ready(page, 2)
    inside(page, 1).get_by_role("button", name="Start").click()
    wait_for(page, "started", {})
    inside(page, 0).get_by_role("button", name="Start").click()
    page.wait_for_function("heard.filter(([type]) => type === 'started').length === 2")
    assert [who for kind, _, who in page.evaluate("heard") if kind == "started"] == ["b", "a"]
    assert len({frame.url for frame in page.frames[1:]}) == 2
    send_whole = inside(page, 0)
    answer_page(send_whole)
    wait_for(page, "step", {"count": 4, "number": 2, "page": "question"})
    assert told(page, "step", about="b") == [
        ("step", {"count": 4, "number": 1, "page": "question"})
    ]
    assert frame_fits(page, 0) != frame_fits(page, 1)


def test_added_changed_moved_and_removed_by_script(page, jobs, embed, quiz):
    page.goto(jobs.page("/app", "<main></main><aside></aside>" + embed().split("\n")[0]))
    page.wait_for_function("Boolean(customElements.get('role-fit'))")
    page.evaluate(
        """url => {
          const quiz = document.createElement("role-fit");
          quiz.setAttribute("lang", "de");
          quiz.innerHTML = `<a href="${url}">Zum Quiz</a>`;
          document.querySelector("main").append(quiz);
        }""",
        quiz.url,
    )
    until_ready(page)
    assert inside(page).locator("html").get_attribute("lang") == "de"
    assert page.locator("role-fit iframe").get_attribute("title") == "Zum Quiz"
    page.evaluate("document.querySelector('role-fit').setAttribute('label', 'Das Quiz')")
    page.wait_for_function("document.querySelector('role-fit').frame.title === 'Das Quiz'")
    assert len(told(page, "ready")) == 1  # a new name is no new quiz

    page.evaluate("document.querySelector('role-fit').setAttribute('lang', 'he')")
    until_ready(page, 2)
    assert inside(page).locator("html").get_attribute("dir") == "rtl"

    inside(page).locator("form button").last.click()
    wait_for(page, "started", {})
    was = page.frames[1].url
    page.evaluate(
        "document.querySelector('aside').moveBefore(document.querySelector('role-fit'), null)"
    )
    page.wait_for_timeout(200)
    assert page.frames[1].url == was

    page.evaluate("document.querySelector('main').append(document.querySelector('role-fit'))")
    until_ready(page, 3)
    frame_fits(page)
    page.evaluate("window.gone = document.querySelector('role-fit'); gone.remove()")
    before = page.evaluate("heard.length")
    page.evaluate("postMessage({v: 1, type: 'ready', detail: {}}, '*')")
    page.wait_for_timeout(100)
    assert page.evaluate("heard.length") == before
    assert len(page.frames) == 1


def test_the_script_twice_is_the_script_once(page, jobs, embed):
    page.goto(jobs.page("/twice", embed() + embed().split("\n")[0]))
    until_ready(page)
    frame_fits(page)
    assert len(page.frames) == 2


# The popup


def test_the_popup_by_keyboard(page, jobs, snippet, employers):
    employers.opening("popup", sites=(jobs.site(),))
    page.goto(jobs.page("/popup", snippet("Plain HTML", "html", "popup", number=2)))
    button = page.get_by_role("button", name="Which role fits you?")
    button.focus()
    assert len(page.frames) == 2  # it is there, and asks for nothing
    page.keyboard.press("Enter")
    until_ready(page)
    dialog = page.get_by_role("dialog", name="Which role fits you?")
    assert dialog.is_visible()
    assert not page.locator("role-fit a").is_visible()
    frame_fits(page)
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert (
        page.evaluate("document.querySelector('role-fit').root.activeElement.part.value")
        == "button"
    )

    page.keyboard.press("Enter")
    inside(page).get_by_role("button", name="Start").click()
    wait_for(page, "started", {})
    inside(page).locator("input").first.focus()
    page.keyboard.press("Escape")  # the frame has it, and says so
    dialog.wait_for(state="hidden")
    assert (
        page.evaluate("document.querySelector('role-fit').root.activeElement.part.value")
        == "button"
    )
    page.keyboard.press("Enter")
    assert inside(page).locator("main").get_attribute("data-page") == "question"
    page.get_by_role("button", name="Close").click()
    assert not dialog.is_visible()


# Where it cannot be shown


def test_without_script_the_link_is_there_and_leads_to_the_quiz(window, jobs, embed, quiz):
    page = window(java_script_enabled=False)
    page.goto(jobs.page("/stripped", embed()))
    page.get_by_role("link", name="Take the quiz").click()
    assert page.url == f"{quiz.url}/"


def test_on_a_site_that_may_not_show_it_the_link_stays(window, jobs, embed):
    page = window(complaints=False)  # the browser says that the site is not allowed
    page.clock.install()
    jobs.page("/foreign", embed())
    page.goto(f"{jobs.site('foreign.localhost')}/foreign")
    page.wait_for_function("document.querySelector('role-fit').timer")
    assert page.get_by_role("link", name="Take the quiz").is_visible()
    page.clock.fast_forward(PATIENCE)
    wait_for(page, "error", {})
    assert page.get_by_role("link", name="Take the quiz").is_visible()
    assert not page.locator("role-fit iframe").is_visible()
    assert page.evaluate("raw") == []


def test_an_opening_that_somebody_forgot_to_fill_in_is_not_the_public_quiz(page, jobs, embed):
    page.goto(jobs.page("/empty", embed('opening=""')))
    page.wait_for_function("Boolean(customElements.get('role-fit'))")
    page.wait_for_timeout(200)
    assert page.get_by_role("link", name="Take the quiz").is_visible()
    assert len(page.frames) == 1


SANDBOXES = (
    "allow-forms",
    "allow-scripts allow-forms",
    "allow-scripts allow-forms allow-same-origin",
)


def test_frames_of_their_own_in_every_sandbox_that_lets_forms_go(window, jobs, employers, snippet):
    page = window(complaints=False)  # the first one's browser says that it runs no script
    employers.opening("sandbox", sites=(jobs.site(),))
    code = snippet("What a strict site has to allow", "html", "sandbox")
    boxed = [code.replace("<iframe", f'<iframe sandbox="{sandbox}"') for sandbox in SANDBOXES]
    page.goto(jobs.page("/sandbox", "".join(boxed)))
    for number, sandbox in enumerate(SANDBOXES):
        frame = page.locator("iframe").nth(number).content_frame
        frame.get_by_role("button", name="Start").click()
        frame.locator("main[data-page=question]").wait_for()
        if "allow-scripts" in sandbox:
            answer_page(frame)
        else:
            for statement in frame.locator("fieldset").all():
                statement.locator('input[value="4"]').check()
            frame.get_by_role("button", name="Continue").click()
        second = frame.get_by_text("Page 2 of 4").or_(frame.get_by_text("Statement 8 of 28"))
        second.first.wait_for()
    assert page.evaluate("raw") == []  # nobody said hello


@pytest.mark.parametrize("same_origin", [True, False])
def test_a_page_in_a_sandbox_shows_it_if_it_is_some_site(window, jobs, embed, same_origin):
    page = window(complaints=same_origin)
    policy = "sandbox allow-scripts allow-forms" + same_origin * " allow-same-origin"
    page.goto(jobs.page("/boxed", embed(), Content_Security_Policy=policy))
    if not same_origin:
        page.wait_for_timeout(500)
        assert page.get_by_role("link", name="Take the quiz").is_visible()
        return
    until_ready(page)
    inside(page).get_by_role("button", name="Start").click()
    wait_for(page, "started", {})


def test_the_policy_of_the_document_is_enough_for_a_strict_site(window, jobs, snippet, embed):
    page = window()
    lines = snippet("What a strict site has to allow", "")
    strict = f"default-src 'none'; {lines}; require-trusted-types-for 'script'"
    url = jobs.page("/strict", embed("mode=popup"), listens=False, Content_Security_Policy=strict)
    page.goto(url)
    page.get_by_role("button", name="Take the quiz").click()
    inside(page).get_by_role("button", name="Start").click()
    inside(page).locator("main[data-page=question]").wait_for()


# Looks


def test_it_follows_the_page_around_it_and_a_theme_goes_before(window, jobs, embed):
    page = window(color_scheme="null")  # nothing emulated: a page's own scheme goes in then
    around = '<div style="color-scheme: {}">{}</div>'
    shown = {"dark": ["", 'theme="light"'], "light": ["", 'theme="dark"']}
    body = "".join(
        around.format(scheme, embed(theme)) for scheme, themes in shown.items() for theme in themes
    )
    page.goto(jobs.page("/scheme", body))
    until_ready(page, 4)
    dark, light = "rgb(25, 23, 20)", "rgb(250, 246, 239)"
    papers = [
        inside(page, number).locator("body").evaluate("b => getComputedStyle(b).backgroundColor")
        for number in range(4)
    ]
    assert papers == [dark, light, light, dark]


def test_it_fits_a_page_of_320_pixels_that_runs_from_right_to_left(page, jobs, embed):
    page.set_viewport_size({"width": 320, "height": 700})
    html = '<html lang="ar" dir="rtl"><meta name="viewport" content="width=device-width">'
    page.goto(jobs.page("/narrow", embed(), html=html))
    until_ready(page)
    inside(page).get_by_role("button", name="Start").click()
    wait_for(page, "started", {})
    frame_fits(page)
    box = page.locator("role-fit iframe").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    root = inside(page).locator("html")
    assert root.evaluate("r => r.scrollWidth") <= box["width"]
    assert root.get_attribute("dir") == "ltr"  # its own language's


# Messages that somebody else sends


def test_forged_messages_change_nothing(page, jobs, embed, quiz):
    evil = """<script>
      const forged = {v: 1, type: "submitted", detail: {height: 9999, answers: [1]}};
      addEventListener("message", event => (window.got ??= []).push(event.data));
      setInterval(() => {
        for (const type of ["submitted", "resize", "ready", "close"])
          parent.postMessage({...forged, type}, "*");
        parent.frames[0].postMessage({v: 1, type: "hello"}, "*");
      }, 20);
    </script>"""
    jobs.page("/evil", evil, listens=False)
    # A frame of the page's own: those of the element are not even to be found from elsewhere.
    own = f'<iframe name="own" src="{quiz.url}"></iframe>'
    frame = f'<iframe src="{jobs.site("evil.localhost")}/evil"></iframe>'
    page.goto(jobs.page("/forged", own + embed() + frame))
    until_ready(page)
    height = frame_fits(page)
    page.evaluate("postMessage({v: 1, type: 'submitted', detail: {}}, '*')")
    page.frame("own").evaluate("parent.postMessage({v: 1, type: 'submitted', detail: {}}, '*')")
    element = next(each for each in page.frames[1:] if quiz.url in each.url and not each.name)
    element.evaluate("parent.postMessage({v: 2, type: 'submitted', detail: {}}, '*')")
    page.wait_for_timeout(300)
    assert frame_fits(page) == height
    assert told(page, "submitted") == []
    (foreign,) = [each for each in page.frames if "/evil" in each.url]
    assert foreign.evaluate("window.got") is None


def test_a_site_by_a_star_is_spoken_to(page, jobs, embed, employers):
    employers.opening("star", sites=(f"http://*.localhost:{jobs.port}",))
    jobs.page("/star", embed('opening="star"'))
    page.goto(f"{jobs.site('de.localhost')}/star")
    until_ready(page)
    frame_fits(page)


def test_the_frame_says_nothing_to_a_site_that_may_not_show_it(page, jobs, embed, quiz):
    """Not even in a browser that does not know `frame-ancestors`."""

    def unprotected(route):
        reply = route.fetch()
        route.fulfill(response=reply, headers={**reply.headers, "content-security-policy": ""})

    page.route(f"{quiz.url}/", unprotected)
    page.clock.install()
    jobs.page("/shows", embed())
    page.goto(f"{jobs.site('foreign.localhost')}/shows")
    inside(page).get_by_role("button", name="Start").wait_for()
    page.wait_for_function("document.querySelector('role-fit').timer")
    page.clock.fast_forward(PATIENCE)
    wait_for(page, "error", {})
    assert page.evaluate("raw") == []


def test_only_what_is_passed_reaches_the_quiz(page, jobs, embed, employers):
    employers.opening("pass", sites=(jobs.site(),))
    url = jobs.page("/pass", embed('opening="pass" pass="ref lang" theme="dark"'))
    page.goto(f"{url}?ref=A-1042&lang=en&sig=nothing&secret=s3cret&theme=light")
    until_ready(page)
    assert page.frames[1].url.split("?")[1] == "ref=A-1042&lang=en&theme=dark"
    assert page.frames[1].evaluate("document.referrer") == ""
    inside(page).get_by_text("A-1042").first.wait_for()
    assert all("A-1042" not in text for text, _origin in page.evaluate("raw"))


# The card in WordPress

# What WordPress does with the answer of a site it does not know, and what its own script does with
# the messages of the frame: wp_filter_oembed_result() and wp-includes/js/wp-embed.js, in short.
SECRET = "aB3dE6gH9j"
WORDPRESS = """<script>
addEventListener("message", ({ data, source }) => {
  if (!data.secret || /[^a-zA-Z0-9]/.test(data.secret)) return;
  for (const quote of document.querySelectorAll(`blockquote[data-secret="${data.secret}"]`))
    quote.style.display = "none";
  for (const frame of document.querySelectorAll(`iframe[data-secret="${data.secret}"]`)) {
    if (source !== frame.contentWindow) continue;
    frame.removeAttribute("style");
    const height = Math.min(Math.max(parseInt(data.value), 200), 1000);
    if (data.message === "height") frame.height = height;
    if (data.message === "link" && new URL(data.value).host === new URL(frame.src).host)
      if (document.activeElement === frame) top.location.href = data.value;
  }
});
addEventListener("DOMContentLoaded", () => {
  for (const frame of document.querySelectorAll("iframe.wp-embedded-content"))
    frame.contentWindow.postMessage({ message: "ready", secret: SECRET }, "*");
});
</script>""".replace("SECRET", f'"{SECRET}"')


def as_wordpress_has_it(html):
    kept = {"src", "width", "height", "title", "frameborder"}
    found = re.search(r"(<blockquote>.*?</blockquote>).*?(<iframe.*?></iframe>)", html, re.DOTALL)
    quote, frame = found.groups()
    frame = re.sub(
        r'\s([\w-]+)="[^"]*"',
        lambda each: each[0] if each[1] in kept else "",
        frame,
        flags=re.DOTALL,
    )
    frame = re.sub(r'src="([^"]*)"', rf'src="\1#?secret={SECRET}" data-secret="{SECRET}"', frame)
    quote = quote.replace("<blockquote", f'<blockquote data-secret="{SECRET}"')
    hidden = 'style="position: absolute; visibility: hidden;" class="wp-embedded-content"'
    boxed = f'<iframe {hidden} sandbox="allow-scripts" security="restricted"'
    return WORDPRESS + quote + frame.replace("<iframe", boxed)


def test_the_card_works_in_the_frame_that_wordpress_makes(page, jobs, quiz, employers):
    employers.opening("card", title="Product manager, maps", sites=(jobs.site(),))
    address = f"{quiz.url}/o/card"
    _status, _headers, text = quiz.get(f"/oembed?url={address}&maxwidth=500")
    page.goto(jobs.page("/blog", as_wordpress_has_it(json.loads(text)["html"]), listens=False))
    card = page.locator("iframe").content_frame
    page.wait_for_function("document.querySelector('iframe').style.visibility === ''")
    assert not page.locator("blockquote").is_visible()
    content = card.locator("html").evaluate("r => Math.ceil(r.getBoundingClientRect().height)")
    assert page.locator("iframe").bounding_box()["height"] == max(content, 200)
    card.get_by_role("link", name="Take the quiz").click()
    page.wait_for_url(address)
    assert page.get_by_role("heading", level=1).inner_text() == "Product manager, maps"


def test_on_any_other_page_the_card_opens_the_quiz_in_a_tab(page, jobs, quiz, employers):
    employers.opening("tab", sites=(jobs.site(),))
    address = f"{quiz.url}/o/tab"
    _status, _headers, text = quiz.get(f"/oembed?url={address}")
    page.goto(jobs.page("/other", json.loads(text)["html"], listens=False))
    with page.expect_popup() as opened:
        page.locator("iframe").content_frame.get_by_role("link", name="Take the quiz").click()
    tab = opened.value
    assert tab.url == address
    tab.get_by_role("button", name="Start").click()  # it has left the sandbox
    tab.wait_for_url("**/q/1")


def test_axe_finds_nothing_in_the_card_and_in_an_open_popup(window, jobs, embed, quiz, employers):
    employers.opening("axe", title="Product manager, maps", accent="#8a2b5e")
    page = window()
    for width in (320, 600):
        page.set_viewport_size({"width": width, "height": 500})
        page.goto(f"{quiz.url}/o/axe/card")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert faults_light_and_dark(page) == []
    body = f"<main><h1>Careers</h1>{embed('mode=popup')}</main>"
    page.goto(jobs.page("/axe", body, html='<html lang="en">'))
    page.get_by_role("button", name="Take the quiz").click()
    until_ready(page)
    assert faults_light_and_dark(page) == []
