"""Settings: saved whole or not at all, with everything that is wrong said at once."""

from io import BytesIO

import pytest

from questions.bank import current_bank, minutes
from quiz.hr.openings.forms import LENGTHS, LONGEST_NOTICE, SettingsForm
from quiz.store import OpeningSettings
from tests.quiz.hr.openings.people import FormReader
from tests.quiz.hr.openings.test_logos import png

WHOLE = {
    "title": "Head of product",
    "link": "https://jobs.example.org/7",
    "roles": ["director_of_product", "product_lead"],
    "length": "long",
    "languages": ["en", "de"],
    "notice": "Dear you,\r\n\r\n\r\n\r\nwelcome <b>here</b>.",
    "contact": "jobs@example.org",
    "may_send": "y",
    "asks_name": "y",
    "keep_days": "90",
    "sites": "https://WWW.Example.org/\nhttps://*.example.net",
    "accent": "#0A5",
    "corner": "4",
    "scheme": "dark",
}


def test_the_lengths_say_how_much_is_asked_and_how_long_that_takes():
    short, long = (choice.label for choice in LENGTHS)
    bank = current_bank()
    first, most = len(bank.first), len(bank.first) + bank.plan.most(bank.rest)
    quick, slow = minutes(first)
    assert f"{first} statements, about {(quick + slow) // 2} minutes" in short
    assert f"{first} to {most} statements, up to {minutes(most)[1]} minutes" in long


@pytest.fixture
def save(owner, at):
    """Send the settings form as it stands, with changes."""

    def save(fields, member=owner, seen=None):
        page = member.get(at("settings"))
        sent = {**FormReader(page.html, at("settings")).fields, **fields}
        if seen is not None:
            sent["seen"] = seen
        return member.post(
            at("settings"), {**sent, "logo_file": fields.get("logo_file", (BytesIO(), ""))}
        )

    return save


@pytest.fixture
def stored(store, opening):
    return lambda: store.openings.find(opening.public_id)


@pytest.mark.both_databases
def test_all_settings_are_saved_and_the_form_shows_them_again(save, stored, owner, at):
    assert save({**WHOLE, "accent": "#0a5f3c"}).status == 303
    assert stored().settings == OpeningSettings(
        title="Head of product",
        link="https://jobs.example.org/7",
        roles=("product_lead", "director_of_product"),
        length="long",
        languages=("en", "de"),
        notice="Dear you,\n\nwelcome <b>here</b>.",
        contact="jobs@example.org",
        may_send=True,
        asks_name=True,
        asks_email=False,
        keep_days=90,
        sites=("https://www.example.org", "https://*.example.net"),
        accent="#0a5f3c",
        corner=4,
        scheme="dark",
    )
    page = owner.get(at("settings"))
    assert "welcome &lt;b&gt;here&lt;/b&gt;" in page.html
    assert "https://*.example.net" in page.text
    assert page.form(at("settings"))["corner"] == "4"


def test_the_form_as_it_stands_changes_nothing(save, stored):
    before = stored()
    assert save({}).status == 303
    assert stored() == before


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_lost(save, stored):
    page = save(
        {
            "title": "",
            "link": "ftp://example.org",
            "notice": "x" * (LONGEST_NOTICE + 1),
            "contact": "c" * 201,
            "keep_days": "0",
            "corner": "99",
            "sites": "example.org\nhttps://ok.example.org\nhttps://example.org/jobs",
            "accent": "teal",
            "languages": [],
            "length": "longest",
        }
    )
    assert page.status == 422
    for said in (
        "Write what the job is called",
        "not the address of a page",
        "This has 2001 characters",
        "This has 201 characters",
        "from 1 to 1095",
        "from 0 to 24",
        "“example.org” is not a site: write https://example.org.",
        "“https://example.org/jobs” is not a site: write https://example.org.",
        "not a colour",
        "Tick at least one",
        "Not a valid choice",
    ):
        assert said in page.text, said
    for kept in ("ftp://example.org", "x" * 2001, "https://ok.example.org", "teal"):
        assert kept in page.html
    assert stored().revision == 1


def test_an_accent_that_cannot_be_read_is_refused_and_one_button_takes_the_nearest(
    save, stored, owner, at
):
    page = save({"accent": "#00B3A1", "notice": "Kept"})
    assert page.status == 422
    assert "The nearest that can be read is #008072" in page.text
    assert 'name="use_accent" value="#008072"' in page.html
    assert stored().settings.accent is None
    fields = FormReader(page.html, at("settings")).fields
    assert fields["accent"] == ["#00B3A1"]
    taken = owner.post(at("settings"), {**fields, "use_accent": "#008072"})
    assert taken.status == 303
    assert (stored().settings.accent, stored().settings.notice) == ("#008072", "Kept")


def test_a_colour_that_was_put_in_place_of_the_offered_one_is_checked_too(save, stored):
    assert save({"use_accent": "red;}"}).status == 422
    assert save({"use_accent": "#ffffff"}).status == 422
    assert stored().settings.accent is None


def test_every_site_is_only_allowed_by_its_tick(save, stored):
    page = save({"sites": "*"})
    assert page.status == 422
    assert "tick the box below" in page.text
    both = save({"sites": "https://example.org", "any_site": "y"})
    assert both.status == 422
    assert "Untick this" in both.text
    assert save({"sites": "", "any_site": "y"}).status == 303
    assert stored().settings.sites == ("*",)


@pytest.mark.parametrize(
    "site",
    ["https://example.org;script-src *", "https://example.org'", "javascript:x", "https://*.org"],
)
def test_nothing_that_would_widen_a_policy_is_a_site(save, stored, site):
    assert save({"sites": site}).status == 422
    assert stored().settings.sites == ()


def test_what_the_page_does_not_offer_is_refused(save, stored):
    page = save({"roles": ["king"], "languages": ["en", "xx"], "scheme": "neon"})
    assert page.status == 422
    assert page.text.count("does not offer") >= 2
    assert stored().revision == 1


@pytest.mark.both_databases
def test_of_two_who_save_the_second_sees_both_versions_and_decides(save, stored, editor, at):
    seen = editor.get(at("settings")).form(at("settings"))["seen"]
    assert save({"title": "First", "notice": "From the first"}).status == 303
    page = save({"title": "Second", "notice": ""}, editor, seen)
    assert page.status == 409
    assert "Somebody else saved these settings" in page.text
    for said in ("First", "Second", "From the first"):
        assert said in page.text
    assert stored().settings.title == "First"
    # Looked at and sent once more, it is saved.
    again = FormReader(page.html, at("settings")).fields
    assert again["title"] == ["Second"]
    assert editor.post(at("settings"), again).status == 303
    assert stored().settings.title == "Second"


def test_a_form_that_says_nothing_of_what_it_saw_overwrites_nothing(save, stored):
    save({"title": "First"})
    for seen in ("", "x", "0", "99", "1"):
        assert save({"title": "Second"}, seen=seen).status == 409
    assert stored().settings.title == "First"


def test_script_in_any_text_is_shown_as_text(save, owner, at, opening):
    hostile = "<script>alert(1)</script>\"'>"
    assert save({"title": hostile, "notice": hostile, "contact": hostile}).status == 303
    for place in ("", "settings", "preview", "embed", "results"):
        assert "<script>alert" not in owner.get(at(place)).html
    assert "<script>alert" not in owner.get("/hr/openings").html


@pytest.mark.both_databases
def test_a_logo_is_drawn_anew_kept_shown_and_taken_away(save, stored, owner, opening):
    assert save({"logo_file": (BytesIO(png(800, 200)), "logo.png")}).status == 303
    logo = stored().settings.logo
    shown = owner.client.get(f"/o/{opening.public_id}/logo.{logo}.png")
    assert (shown.status_code, shown.mimetype) == (200, "image/png")
    assert save({}).status == 303
    assert stored().settings.logo == logo
    assert save({"no_logo": "y"}).status == 303
    assert stored().settings.logo is None


def test_a_logo_is_not_lost_when_something_else_is_refused(save, stored, owner, at):
    page = save({"title": "", "logo_file": (BytesIO(png(80, 20)), "logo.png")})
    assert page.status == 422
    fields = {**FormReader(page.html, at("settings")).fields, "title": "Mended"}
    assert owner.post(at("settings"), fields).status == 303
    assert stored().settings.logo == fields["logo"][0] != ""


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "file",
    [b"", b"GIF89a" + bytes(60), b"\x89PNG\r\n\x1a\n" + bytes(60), SVG],
    ids=["empty", "GIF", "cut", "SVG"],
)
def test_what_is_no_logo_is_refused_and_the_form_is_kept(save, stored, file):
    page = save({"title": "Kept", "logo_file": (BytesIO(file), "logo.png")})
    assert page.status == 422
    assert "PNG" in page.text
    assert "Kept" in page.html
    assert stored().revision == 1


def test_a_file_far_too_large_is_refused_before_it_is_read(owner, at, stored):
    kind = "multipart/form-data; boundary=x"
    sent = owner.client.post(at("settings"), data=bytes(2_000_000), content_type=kind)
    assert sent.status_code == 413
    assert stored().revision == 1


def test_the_logo_of_another_opening_cannot_be_named(save, stored, owner, store):
    other = owner.post("/hr/openings/new", {"title": "Other"}).path.rsplit("/", 1)[1]
    store.openings.keep_logo(store.openings.find(other).id, "0" * 16, png(10, 10))
    page = save({"logo": "0" * 16})
    assert page.status == 422
    assert "Choose the file again" in page.text
    assert stored().settings.logo is None


def test_viewers_have_no_settings(viewer, at, opening):
    assert viewer.get(at("settings")).status == 403
    assert viewer.post(at("settings"), {"title": "Mine"}).status == 403
    assert at("settings") not in viewer.get(at()).links


def test_the_form_has_every_setting(app):
    with app.test_request_context():
        fields = set(SettingsForm()._fields)
    assert set(OpeningSettings.__dataclass_fields__) <= fields
