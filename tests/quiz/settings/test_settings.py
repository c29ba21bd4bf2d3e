"""Settings: read from the environment, refused all at once."""

import os
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from model.inputs.faults import Faults
from quiz.settings import environment
from quiz.settings.declarations import Settings, described_settings

KEY = "k" * 43
PASSWORD = "hunter2hunter2"


@pytest.fixture
def read(tmp_path):
    """Settings from these variables, with an instance folder of the test's own."""

    def read(**environ):
        return Settings.from_environment(
            {"ROLE_FIT_INSTANCE": str(tmp_path / "instance"), **environ}
        )

    return read


@pytest.fixture
def complaints(read):
    """What is wrong with these variables: (where, the whole text) of each fault."""

    def complaints(**environ):
        with pytest.raises(Faults) as caught:
            read(**environ)
        return [(fault.where, str(fault)) for fault in caught.value.faults]

    return complaints


def test_nothing_has_to_be_set(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_environment({})
    assert settings.instance == tmp_path / "instance"
    assert settings.database_url == f"sqlite:///{tmp_path}/instance/role-fit.sqlite3"
    assert (settings.operator_name, settings.operator_contact) == (None, None)
    assert (settings.privacy_url, settings.operator_contact_link) == (None, None)
    assert settings.keep_unfinished == timedelta(days=30)
    assert settings.keep_finished == timedelta(days=365)


def test_an_empty_variable_counts_as_not_set(read):
    assert read(ROLE_FIT_OPERATOR_NAME="  ", ROLE_FIT_KEEP_FINISHED_DAYS="").operator_name is None


def test_what_the_operator_says_is_read(read):
    settings = read(
        ROLE_FIT_OPERATOR_NAME="Zoë & Sons",
        ROLE_FIT_OPERATOR_CONTACT="jobs@example.org",
        ROLE_FIT_PRIVACY_URL="https://example.org/privacy?v=2#quiz",
        ROLE_FIT_KEEP_UNFINISHED_DAYS="1",
        ROLE_FIT_KEEP_FINISHED_DAYS="3650",
    )
    assert settings.operator_name == "Zoë & Sons"
    assert settings.operator_contact_link == "mailto:jobs@example.org"
    assert settings.privacy_url == "https://example.org/privacy?v=2#quiz"
    assert (settings.keep_unfinished_days, settings.keep_finished_days) == (1, 3650)


def test_a_contact_may_be_a_page(read):
    settings = read(ROLE_FIT_OPERATOR_CONTACT="https://example.org/contact")
    assert settings.operator_contact_link == "https://example.org/contact"


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_made(complaints, tmp_path):
    found = complaints(
        ROLE_FIT_SECRET_KEY="short",
        DATABASE_URL="mysql://db/x",
        ROLE_FIT_OPERATOR_NAME="two\nlines",
        ROLE_FIT_OPERATOR_CONTACT="nobody",
        ROLE_FIT_PRIVACY_URL="javascript:alert(1)",
        ROLE_FIT_KEEP_UNFINISHED_DAYS="0",
        ROLE_FIT_KEEP_FINISHED_DAYS="a year",
        ROLE_FIT_PRIVACY="x",
    )
    assert [where for where, _ in found] == [
        "ROLE_FIT_SECRET_KEY",
        "DATABASE_URL",
        "ROLE_FIT_OPERATOR_NAME",
        "ROLE_FIT_OPERATOR_CONTACT",
        "ROLE_FIT_PRIVACY_URL",
        "ROLE_FIT_KEEP_UNFINISHED_DAYS",
        "ROLE_FIT_KEEP_FINISHED_DAYS",
        "ROLE_FIT_PRIVACY",
    ]
    assert not (tmp_path / "instance").exists()


@pytest.mark.parametrize(
    "contact",
    [
        "jobs@",
        "jobs@localhost",
        "jobs@example.org?bcc=x@example.org",
        "jobs%0abcc:x@example.org",
        "a@b@example.org",
        "ftp://example.org",
        "https://",
        "https://exa mple.org",
        'https://example.org/"><script>',
        "javascript:alert(1)//@example.org",
        "https://example.org:port/",
        "https://[::1",
    ],
)
def test_a_contact_that_leads_nowhere_is_refused(complaints, contact):
    ((where, _),) = complaints(ROLE_FIT_OPERATOR_CONTACT=contact)
    assert where == "ROLE_FIT_OPERATOR_CONTACT"


@pytest.mark.parametrize(
    "url", ["jobs@example.org", "//example.org", "data:text/html,x", "/privacy"]
)
def test_a_privacy_link_is_a_web_address(complaints, url):
    ((where, _),) = complaints(ROLE_FIT_PRIVACY_URL=url)
    assert where == "ROLE_FIT_PRIVACY_URL"


@pytest.mark.parametrize("days", ["0", "-1", "3651", "1.5", "1e3", "٣", "99999999999"])
def test_days_are_whole_numbers_from_1_to_3650(complaints, days):
    ((_, said),) = complaints(ROLE_FIT_KEEP_FINISHED_DAYS=days)
    assert "whole number from 1 to 3650" in said


def test_a_mistyped_name_is_refused_with_the_nearest_one(complaints):
    ((where, said),) = complaints(ROLE_FIT_OPERATER_NAME="Acme")
    assert where == "ROLE_FIT_OPERATER_NAME"
    assert "Did you mean ROLE_FIT_OPERATOR_NAME" in said


def test_other_programs_variables_are_none_of_our_business(read):
    read(PATH="/usr/bin", ROLE_FITNESS="x", role_fit_x="y")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_has_one_spelling(read, scheme):
    pytest.importorskip("psycopg")
    settings = read(DATABASE_URL=f"{scheme}://quiz:{PASSWORD}@db/quiz?sslmode=require")
    assert settings.database_url == (
        f"postgresql+psycopg://quiz:{PASSWORD}@db/quiz?sslmode=require"
    )


def test_postgresql_without_its_driver_is_refused_with_what_to_install(complaints, monkeypatch):
    monkeypatch.setattr(environment, "find_spec", lambda name: None)
    ((_, said),) = complaints(DATABASE_URL="postgresql://db/quiz")
    assert "pip install -c constraints.txt '.[postgres]'" in said


@pytest.mark.parametrize(
    "url",
    [
        f"mysql://quiz:{PASSWORD}@db/quiz",
        f"postgresql+asyncpg://quiz:{PASSWORD}@db/quiz",
        f"postgresql://quiz:{PASSWORD}@db",
        f"postgresql://quiz:{PASSWORD}@db:port/quiz",
        f"quiz:{PASSWORD}@db/quiz",
        f"sqlite://quiz:{PASSWORD}@db/quiz",
    ],
)
def test_no_complaint_repeats_a_password(complaints, url):
    found = complaints(DATABASE_URL=url, ROLE_FIT_SECRET_KEY="hushhush")
    assert {where for where, _ in found} == {"ROLE_FIT_SECRET_KEY", "DATABASE_URL"}
    assert PASSWORD not in str(found)
    assert "hushhush" not in str(found)


def test_settings_can_be_printed_without_showing_a_secret(read):
    pytest.importorskip("psycopg")
    settings = read(DATABASE_URL=f"postgresql://quiz:{PASSWORD}@db/quiz", ROLE_FIT_SECRET_KEY=KEY)
    assert PASSWORD not in repr(settings)
    assert KEY not in repr(settings)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:x?uri=true",
        "sqlite:////nowhere/at/all.db",
    ],
)
def test_an_sqlite_address_names_a_file_in_a_folder_that_is_there(complaints, url):
    ((where, _),) = complaints(DATABASE_URL=url)
    assert where == "DATABASE_URL"


def test_a_relative_sqlite_address_stays_where_the_program_was_started(read, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert read(DATABASE_URL="sqlite:///x.db").database_url == f"sqlite:///{tmp_path}/x.db"


def test_a_database_may_be_named_in_the_instance_folder_before_that_is_made(read, tmp_path):
    read(DATABASE_URL=f"sqlite:///{tmp_path}/instance/x.db")
    assert (tmp_path / "instance").is_dir()


def test_an_instance_folder_with_odd_characters_works(tmp_path):
    from quiz.store import Store

    odd = tmp_path / "50% off? #1 ü"
    settings = Settings.from_environment({"ROLE_FIT_INSTANCE": str(odd)})
    store = Store(settings.database_url)
    store.migrate()
    store.close()
    assert (odd / "role-fit.sqlite3").exists()


def test_an_instance_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Faults, match="is not a folder") as caught:
        Settings.from_environment({"ROLE_FIT_INSTANCE": str(tmp_path / "file" / "instance")})
    assert len(caught.value.faults) == 1


def test_the_first_start_makes_a_key_that_only_its_owner_can_read(read, tmp_path):
    first = read()
    file = tmp_path / "instance" / "secret_key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert len(first.secret_key) >= 43
    assert read().secret_key == first.secret_key
    assert [path.name for path in file.parent.iterdir()] == ["secret_key"]


def test_a_given_key_is_used_and_no_file_made(read, tmp_path):
    assert read(ROLE_FIT_SECRET_KEY=KEY).secret_key == KEY
    assert not (tmp_path / "instance" / "secret_key").exists()
    assert (tmp_path / "instance").is_dir()


def test_who_begins_no_quiz_makes_nothing_and_uses_the_key_that_is_there(tmp_path):
    environ = {"ROLE_FIT_INSTANCE": str(tmp_path / "instance")}
    nowhere_kept = [Settings.from_environment(environ, begins=False).secret_key for _ in range(2)]
    assert nowhere_kept[0] != nowhere_kept[1]
    assert not (tmp_path / "instance").exists()
    begun = Settings.from_environment(environ)
    assert Settings.from_environment(environ, begins=False) == begun


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_key_that_others_can_reach_is_refused_with_the_remedy(read, complaints, tmp_path, mode):
    key = read().secret_key
    file = tmp_path / "instance" / "secret_key"
    file.chmod(mode)
    ((where, said),) = complaints()
    assert where == str(file)
    assert f"chmod 600 {file}" in said
    assert key not in said


@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 60])
def test_a_key_that_is_no_key_is_refused(complaints, tmp_path, content):
    (tmp_path / "instance").mkdir()
    file = tmp_path / "instance" / "secret_key"
    file.touch(mode=0o600)
    file.write_bytes(content)
    ((where, said),) = complaints()
    assert where == str(file)
    assert "Delete it" in said


def test_first_starts_at_the_same_moment_agree_on_one_key(tmp_path):
    program = (
        "import os; from quiz.settings.declarations import Settings;"
        "print(Settings.from_environment(os.environ).secret_key)"
    )
    environ = {"ROLE_FIT_INSTANCE": str(tmp_path / "instance"), "PATH": os.environ["PATH"]}
    starts = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            stdout=subprocess.PIPE,
            text=True,
            env=environ,
            cwd=Path(environment.__file__).parents[2],
        )
        for _ in range(6)
    ]
    keys = {start.communicate()[0] for start in starts}
    assert len(keys) == 1
    assert len(keys.pop().strip()) >= 43


def test_every_setting_has_a_name_a_default_and_one_line_about_it():
    for setting in described_settings():
        assert setting.metadata["name"].isupper()
        assert setting.metadata["default"]
        assert setting.metadata["about"].endswith(".")
        assert "\n" not in setting.metadata["about"]
