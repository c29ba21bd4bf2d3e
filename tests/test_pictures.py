"""The README's pictures: there, small, described, and the ones that the script takes."""

import importlib.util
import re
import struct
from pathlib import Path

import pytest

from quiz.demo.people import people
from quiz.look.assets import FOLDERS

ROOT = Path(__file__).parents[1]
SHOWN = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))


def load_script():
    spec = importlib.util.spec_from_file_location("pictures", ROOT / "docs" / "pictures.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


script = load_script()


def size_of(path):
    content = path.read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", content[16:24])


def test_the_readme_shows_what_the_script_takes_and_no_other_picture():
    taken = {f"docs/pictures/{picture.file}" for picture in script.PICTURES}
    assert {path for _text, path in SHOWN} == taken
    assert {path.name for path in script.FOLDER.iterdir()} == {Path(path).name for path in taken}


def test_each_picture_is_described():
    for text, path in SHOWN:
        assert len(text.split()) >= 8, path


@pytest.mark.parametrize("picture", script.PICTURES, ids=lambda picture: picture.file)
def test_each_picture_is_as_large_as_the_script_makes_it_and_light(picture):
    path = script.FOLDER / picture.file
    assert size_of(path) == (picture.width * picture.scale, picture.height * picture.scale)
    assert path.stat().st_size < 150 * 1024


def test_the_card_is_the_one_the_script_draws():
    assert script.CARD.parent in FOLDERS
    assert size_of(script.CARD) == script.CARD_SIZE
    assert script.CARD_SOURCE.is_file()


def test_the_script_knows_the_people_of_the_demo():
    first_names = {re.match(r"\w+", person.name)[0] for person in people()}
    assert {picture.person for picture in script.PICTURES} <= first_names
