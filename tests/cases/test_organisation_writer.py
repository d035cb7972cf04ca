from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cases.directory import Directory, Person
from cases.faults import Fault
from cases.model import CaseError
from cases.organisation import Organisation, School, Term, read_organisation
from cases.organisation_writer import Deputise, OrganisationFile, Put, Remove

NEW = Person("new@example.org", "New member of staff", ("staff",), "manager@example.org")


@pytest.fixture
def path(root: Path) -> Path:
    return root / "organisation.yml"


@pytest.fixture
def file(path: Path) -> OrganisationFile:
    return OrganisationFile(path)


def find(organisation: Organisation, email: str) -> Person | None:
    return next((each for each in organisation.people if each.email == email), None)


def test_somebody_new_is_there_and_the_rest_of_the_file_is_as_it_was(
    file: OrganisationFile, path: Path
) -> None:
    before = path.read_text(encoding="utf-8")
    _, stamp = file.look()
    assert find(file.change(stamp, [Put(NEW)]), NEW.email) == NEW
    after = path.read_text(encoding="utf-8")
    assert after.startswith(before)
    assert find(read_organisation(path), NEW.email) == NEW


def test_somebody_changes_and_keeps_their_place(file: OrganisationFile, path: Path) -> None:
    organisation, stamp = file.look()
    second = organisation.people[1]
    changed = replace(second, email="other@example.org", roles=("staff",), line_manager=None)
    file.change(stamp, [Put(changed, was=second.email.upper())])
    assert read_organisation(path).people[1] == changed
    assert "# Who uses the assistant" in path.read_text(encoding="utf-8")


def test_a_leaver_is_out_of_people_and_deputies(file: OrganisationFile, path: Path) -> None:
    _, stamp = file.look()
    head, owner = "head@example.org", "owner@example.org"
    organisation = file.change(stamp, [Remove(Person, owner), Deputise(owner, head)])
    assert find(organisation, owner) is None
    assert owner not in organisation.routing.deputies
    _, stamp = file.look()
    people = [each for each in organisation.people if each.line_manager == "manager@example.org"]
    moved = [Put(replace(each, line_manager=head), was=each.email) for each in people]
    leaver = "manager@example.org"
    with pytest.raises(Fault, match="nobody has the role senior_manager"):
        file.change(stamp, [*moved, Remove(Person, leaver), Deputise(leaver, head)])
    senior = next(each for each in organisation.people if each.email == head)
    risen = Put(replace(senior, roles=(*senior.roles, "senior_manager"), line_manager=None), head)
    organisation = file.change(
        stamp, [*moved, risen, Remove(Person, leaver), Deputise(leaver, head)]
    )
    assert leaver not in path.read_text(encoding="utf-8")
    assert dict(organisation.routing.deputies) == {"safeguarding@example.org": head}


def test_a_deputy_who_leaves_is_followed_by_the_successor(file: OrganisationFile) -> None:
    _, stamp = file.look()
    organisation = file.change(stamp, [Deputise("head@example.org", "manager@example.org")])
    assert dict(organisation.routing.deputies) == {
        "owner@example.org": "manager@example.org",
        "safeguarding@example.org": "manager@example.org",
    }


def test_schools_and_terms_change_too(file: OrganisationFile, path: Path) -> None:
    organisation, stamp = file.look()
    school = School("Another high school: the annexe", "school", ("annexe",), None, "a@example.org")
    term = Term("extra term", date(2027, 3, 26), date(2027, 4, 9))
    first = organisation.terms[0]
    longer = replace(first, ends=date(2026, 12, 19), half_term=None)
    band = organisation.schools[3]
    file.change(
        stamp,
        [
            Put(school),
            Put(replace(band, also=(), headteacher="the leader"), was=band.name),
            Remove(School, organisation.schools[0].name),
            Put(term),
            Put(longer, was=first.name),
        ],
    )
    read = read_organisation(path)
    assert read.schools == (
        *organisation.schools[1:3],
        replace(band, also=(), headteacher="the leader"),
        school,
    )
    assert read.terms == (longer, *organisation.terms[1:2], term, *organisation.terms[2:])


def test_what_would_be_faulty_is_refused_and_the_file_stays(
    file: OrganisationFile, path: Path
) -> None:
    before = path.read_bytes()
    _, stamp = file.look()
    with pytest.raises(Fault, match="this address stands twice"):
        file.change(stamp, [Put(replace(NEW, email="staff@example.org"))])
    with pytest.raises(Fault, match="the line manager is not one of the people"):
        file.change(stamp, [Put(replace(NEW, line_manager="nobody@example.org"))])
    with pytest.raises(CaseError) as refused:
        file.change(stamp, [Remove(Person, "nobody@example.org")])
    assert refused.value.status == 404
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == ["organisation.yml"]


def test_a_check_of_ones_own_may_refuse(path: Path) -> None:
    def check(organisation: Organisation) -> None:
        raise Fault(f"{len(organisation.people)} are too many.", "")

    file = OrganisationFile(path, check)
    _, stamp = file.look()
    with pytest.raises(Fault, match="7 are too many"):
        file.change(stamp, [Put(NEW)])


def test_a_change_in_between_is_not_overwritten(file: OrganisationFile, path: Path) -> None:
    _, stamp = file.look()
    path.write_text(path.read_text(encoding="utf-8") + "# by hand\n", encoding="utf-8")
    with pytest.raises(CaseError, match="Somebody else changed this") as refused:
        file.change(stamp, [Put(NEW)])
    assert refused.value.status == 409
    assert path.read_text(encoding="utf-8").endswith("# by hand\n")


def test_of_two_at_once_one_wins(path: Path) -> None:
    _, stamp = OrganisationFile(path).look()
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def put(email: str) -> None:
        start.wait()
        try:
            OrganisationFile(path).change(stamp, [Put(replace(NEW, email=email))])
            outcomes.append("done")
        except CaseError:
            outcomes.append("refused")

    threads = [threading.Thread(target=put, args=(f"{n}@example.org",)) for n in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outcomes) == ["done", "refused"]
    assert len(read_organisation(path).people) == 7


@pytest.mark.parametrize("mode", [0o600, 0o640])
def test_who_may_read_the_file_stays_as_it_was(
    file: OrganisationFile, path: Path, mode: int
) -> None:
    path.chmod(mode)
    _, stamp = file.look()
    file.change(stamp, [Put(NEW)])
    assert path.stat().st_mode & 0o777 == mode


def test_a_linked_file_is_changed_where_it_is(path: Path, tmp_path: Path) -> None:
    real = tmp_path / "real.yml"
    path.rename(real)
    path.symlink_to(real)
    file = OrganisationFile(path)
    file.change(file.look()[1], [Put(NEW)])
    assert path.is_symlink()
    assert find(read_organisation(real), NEW.email) == NEW


def test_the_directory_sees_the_change(file: OrganisationFile, path: Path) -> None:
    organisation, stamp = file.look()
    seconds = iter(range(100))
    directory = Directory(
        organisation.people,
        path,
        lambda each: read_organisation(each).people,
        lambda: next(seconds),
    )
    assert directory.find(NEW.email) is None
    file.change(stamp, [Put(NEW)])
    assert directory.find(NEW.email) == NEW


def test_a_file_that_cannot_be_written_is_said_so(
    file: OrganisationFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    _, stamp = file.look()
    with pytest.raises(Fault, match=r"organisation\.yml cannot be written \(No space left"):
        file.change(stamp, [Put(NEW)])
