"""The list of openings and a new one."""

import pytest


def test_without_an_opening_the_page_leads_to_the_first_one(owner, viewer):
    page = owner.get("/hr/openings")
    assert "No opening yet" in page.text
    assert "/hr/openings/new" in page.links
    seen = viewer.get("/hr/openings")
    assert "/hr/openings/new" not in seen.links
    assert "You are a viewer" in seen.text


def test_a_title_is_enough_and_the_opening_is_open_at_once(owner, store):
    made = owner.post("/hr/openings/new", {"title": "  Product\tlead ", "link": ""})
    assert made.status == 303
    page = owner.get(made.location)
    assert "The opening is there" in page.text
    found = store.openings.find(made.path.rsplit("/", 1)[1])
    assert (found.settings.title, found.settings.link, found.state) == (
        "Product lead",
        None,
        "open",
    )
    assert owner.client.get(f"/o/{found.public_id}").status_code == 200
    assert len(found.ref_key) == 32


@pytest.fixture
def filled(owner):
    """The form of a new opening, filled in: what one press of its button sends."""
    form = owner.get("/hr/openings/new").form("/hr/openings/new")
    return {**form, "title": "Product lead", "link": "https://example.org/1"}


@pytest.mark.both_databases
def test_a_double_click_makes_one_opening_and_both_lead_to_it(owner, store, filled):
    first, second = (owner.post("/hr/openings/new", filled) for _ in range(2))
    assert (first.status, second.status) == (303, 303)
    assert first.location == second.location
    assert len(store.openings.of_workspace(owner.workspace_id)) == 1


def test_the_same_words_on_another_page_make_another_opening(owner, filled):
    form = owner.get("/hr/openings/new").form("/hr/openings/new")
    again = owner.post("/hr/openings/new", {**filled, "seed": form["seed"]})
    assert again.path != owner.post("/hr/openings/new", filled).path


def test_who_goes_back_and_writes_another_title_makes_another_opening(owner, store, filled):
    for title in ("Product lead", "Product owner"):
        made = owner.post("/hr/openings/new", {**filled, "title": title})
        assert store.openings.find(made.path.rsplit("/", 1)[1]).settings.title == title


def test_the_form_of_another_workspace_makes_an_opening_in_ones_own(owner, outsider, store, filled):
    theirs = owner.post("/hr/openings/new", filled)
    made = outsider.post("/hr/openings/new", {**filled, "csrf_token": outsider.csrf()})
    assert (made.status, made.path == theirs.path) == (303, False)
    found = store.openings.find(made.path.rsplit("/", 1)[1])
    assert found.workspace_id == outsider.workspace_id
    assert outsider.get(theirs.path).status == 404


@pytest.mark.parametrize("seed", [{}, {"seed": ""}, {"seed": '"><script>é'}, {"seed": "x" * 9000}])
def test_a_form_with_no_seed_of_ours_makes_an_opening_too(owner, seed):
    made = owner.post("/hr/openings/new", {"title": "Product lead", **seed})
    assert owner.get(made.location).status == 200


def test_a_form_that_was_refused_keeps_its_seed(owner, filled):
    refused = owner.post("/hr/openings/new", {**filled, "title": ""})
    assert refused.form("/hr/openings/new")["seed"] == filled["seed"]


def test_everything_wrong_with_a_new_opening_is_said_at_once_and_kept(owner):
    page = owner.post("/hr/openings/new", {"title": " ", "link": "javascript:alert(1)"})
    assert page.status == 422
    assert "Write what the job is called" in page.text
    assert "not the address of a page" in page.text
    assert page.form("/hr/openings/new")["link"] == "javascript:alert(1)"
    assert page.title.startswith("Error:")


def test_a_title_that_is_too_long_is_refused_and_kept(owner):
    page = owner.post("/hr/openings/new", {"title": "x" * 121})
    assert page.status == 422
    assert "This has 121 characters. Shorten it to 120." in page.text
    assert page.form("/hr/openings/new")["title"] == "x" * 121


@pytest.fixture
def many(owner):
    for number in range(27):
        owner.post("/hr/openings/new", {"title": f"Job {number}"}, follow_redirects=False)


@pytest.mark.both_databases
def test_openings_are_listed_by_page_the_newest_first(owner, outsider, many):
    first = owner.get("/hr/openings")
    assert first.text.index("Job 26") < first.text.index("Job 2 ")
    assert "Job 1 " not in first.text
    [older] = [link for link in first.links if "before=" in link]
    rest = owner.get(older)
    assert "Job 1 " in rest.text
    assert "Job 0 " in rest.text
    assert "Job 2 " not in rest.text
    assert "Job" not in outsider.get("/hr/openings").text


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 30, "١٢"])
def test_a_place_in_the_list_that_is_none_is_the_beginning(owner, opening, before):
    assert "Product lead" in owner.get(f"/hr/openings?before={before}").text


@pytest.mark.both_databases
def test_the_list_says_how_many_shared(owner, sharing):
    sharing.share()
    assert "1 shared" in owner.get("/hr/openings").text
