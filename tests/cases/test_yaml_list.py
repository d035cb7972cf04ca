from __future__ import annotations

from datetime import date

import pytest
import yaml

from cases.faults import Fault
from cases.yaml_list import YamlList, edit_mapping

FILE = """\
# The head of the file
name:  'Our   place'   # oddly spaced

people:   # who is here
  # the office
  - email: a@example.org   # first
    name: "A"
    # what they may do
    roles: [staff,   head]
  # the staff room

  - email: b@example.org
    roles:
      - staff
      - head

# below the people
terms:
  - {name: one, starts: 2026-09-01}   # the first
  - {name: two, starts: 2027-01-04}
colours: []  # none yet
"""


def test_a_change_leaves_every_other_line_as_it_was() -> None:
    people = YamlList(FILE, "people")
    people.change(0, {"name": "Another", "roles": ["staff"], "line_manager": "b@example.org"})
    assert people.text() == FILE.replace(
        '    name: "A"\n    # what they may do\n    roles: [staff,   head]\n',
        '    name: "Another"\n    # what they may do\n    roles: [staff]\n'
        "    line_manager: b@example.org\n",
    )


def test_what_goes_takes_its_own_lines_and_no_comment_beside_them() -> None:
    people = YamlList(FILE, "people")
    people.remove(0)
    left = people.text()
    assert "a@example.org" not in left
    for comment in ("# the office", "# the staff room", "# below the people", "# who is here"):
        assert comment in left
    assert [each["email"] for each in yaml.safe_load(left)["people"]] == ["b@example.org"]


def test_what_is_new_is_laid_out_as_its_neighbours_are() -> None:
    people = YamlList(FILE, "people")
    people.insert(2, {"email": "c@example.org", "roles": ["staff"]})
    assert people.text() == FILE.replace(
        "      - head\n\n", "      - head\n  - email: c@example.org\n    roles: [staff]\n\n"
    )
    terms = YamlList(FILE, "terms")
    terms.insert(1, {"name": "between", "starts": date(2026, 11, 1)})
    assert terms.text() == FILE.replace(
        "# the first\n", "# the first\n  - {name: between, starts: 2026-11-01}\n"
    )


def test_many_changes_at_once_each_mean_the_list_as_it_was() -> None:
    terms = YamlList(FILE, "terms")
    terms.remove(0)
    terms.change(1, {"name": "second"})
    terms.insert(2, {"name": "third", "starts": date(2027, 4, 12)})
    names = [each["name"] for each in yaml.safe_load(terms.text())["terms"]]
    assert names == ["second", "third"]


def test_an_emptied_list_is_an_empty_list_and_can_be_filled_again() -> None:
    terms = YamlList(FILE, "terms")
    terms.remove(0)
    terms.remove(1)
    emptied = terms.text()
    assert yaml.safe_load(emptied)["terms"] == []
    again = YamlList(emptied, "terms")
    again.insert(0, {"name": "new"})
    assert yaml.safe_load(again.text())["terms"] == [{"name": "new"}]
    colours = YamlList(FILE, "colours")
    colours.insert(0, {"name": "red"})
    assert colours.text().endswith("colours:  # none yet\n  - name: red\n")


def test_a_list_that_is_not_there_is_added_at_the_end() -> None:
    schools = YamlList(FILE.rstrip("\n"), "schools")
    schools.insert(0, {"name": "One"})
    assert schools.text() == FILE + "\nschools:\n  - name: One\n"
    assert YamlList(FILE, "schools").text() == FILE


@pytest.mark.parametrize(
    "words", ["yes", "12", "2026-09-01", "a: b", "# not a comment", "null", "~", "Ünïcode – ’", ""]
)
def test_words_stay_words(words: str) -> None:
    people = YamlList(FILE, "people")
    people.change(1, {"name": words})
    people.insert(2, {"name": words, "also": [words]})
    read = yaml.safe_load(people.text())["people"]
    assert [each.get("name") for each in read] == ["A", words, words]
    assert read[2]["also"] == [words]


def test_line_ends_stay_what_they_are() -> None:
    windows = FILE.replace("\n", "\r\n")
    people = YamlList(windows, "people")
    people.change(0, {"name": "Another"})
    people.insert(2, {"email": "c@example.org"})
    changed = people.text()
    assert changed.count("\n") == changed.count("\r\n")
    assert yaml.safe_load(changed)["people"][2] == {"email": "c@example.org"}


def test_the_last_line_may_lack_its_end() -> None:
    people = YamlList("people:\n  - email: a@example.org", "people")
    people.insert(1, {"email": "b@example.org"})
    assert [each["email"] for each in yaml.safe_load(people.text())["people"]] == [
        "a@example.org",
        "b@example.org",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "people: [{email: a@example.org}]\n",
        "people:\n  -\n    email: a@example.org\n",
        "other: &x {b: 1}\npeople:\n  - email: a\n    more: *x\n",
        "people:\n  - words\n",
    ],
)
def test_what_cannot_be_changed_safely_is_left_to_a_person(text: str) -> None:
    with pytest.raises(Fault, match="by hand"):
        YamlList(text, "people").change(0, {"email": "b@example.org"})


def test_a_mapping_deep_inside_is_edited_in_place() -> None:
    text = "routing:\n  deputies:  # who\n    a: b  # one\n    c: d\n  days: {x: 1}  # two\n"
    assert edit_mapping(text, ("routing", "deputies"), lambda each: each.pop("c")) == text.replace(
        "    c: d\n", ""
    )
    assert edit_mapping(text, ("routing", "days"), lambda each: each.update(x=2)) == text.replace(
        "{x: 1}", "{x: 2}"
    )
    assert edit_mapping(text, ("routing", "nothing"), lambda each: each.clear()) == text
