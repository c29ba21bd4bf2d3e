"""A planted fault is heard; an honest page with an error status is not one."""

import pytest

from tests.browser.complaints import Complaints, honest_page

POLICY = "default-src 'none'"


def heard_from(context, **reply):
    page = context.new_page()
    complaints = Complaints(page)
    open_planted(page, **reply)
    return complaints.heard()


def open_planted(page, **reply):
    page.route("**/planted", lambda route: route.fulfill(content_type="text/html", **reply))
    page.goto("/planted")
    page.wait_for_timeout(200)  # milliseconds: complaints come after the page


def test_a_violated_policy_is_heard(context):
    body = "<style>p { color: red }</style><img src='/look/nothing.svg' alt=''>"
    headers = {"Content-Security-Policy": POLICY}
    heard = heard_from(context, body=body, headers=headers)
    assert len(heard) == 2
    assert all("Content Security Policy" in complaint for complaint in heard)


def test_a_missing_picture_is_heard(context):
    (complaint,) = heard_from(context, body="<img src='/no-such-picture' alt=''>")
    assert "404" in complaint


@pytest.mark.parametrize("javascript", [True])
def test_an_error_in_a_script_is_heard(context):
    (complaint,) = heard_from(context, body="<script>nothing.there()</script>")
    assert "nothing is not defined" in complaint


def test_a_page_that_refuses_a_form_is_no_complaint(context):
    assert heard_from(context, status=422, body="<p>Please choose one point.</p>") == []


PLANTED = {
    "an error": "<script>nothing.there()</script>",
    "a line on the console": "<script>console.error('!')</script>",
    "a broken policy": "<style>p { color: red }</style>",
}


@pytest.mark.parametrize("planted", PLANTED)
@pytest.mark.parametrize("javascript", [True])
def test_a_page_that_complains_fails_its_test(context, planted):
    policy = {"Content-Security-Policy": "script-src 'unsafe-inline'; style-src 'none'"}
    with pytest.raises(AssertionError, match="/planted: "), honest_page(context) as page:
        open_planted(page, body=PLANTED[planted], headers=policy)
