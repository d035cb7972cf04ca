from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tools.stamps import Stamps, digest_of, files_under


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def digest(root: Path, *facts: str) -> str:
    return digest_of(root, files_under(root), facts)


def test_the_same_files_give_the_same_digest_anywhere(tmp_path: Path) -> None:
    files = {"data/nlu.yml": "hello", "config.yml": "pipeline"}
    assert digest(write(tmp_path / "a", files)) == digest(write(tmp_path / "b", files))


def test_a_changed_renamed_or_added_file_changes_the_digest(tmp_path: Path) -> None:
    digests = {
        digest(write(tmp_path / "a", {"x.yml": "one"})),
        digest(write(tmp_path / "b", {"x.yml": "two"})),
        digest(write(tmp_path / "c", {"y.yml": "one"})),
        digest(write(tmp_path / "d", {"x.yml": "one", "z.yml": ""})),
    }
    assert len(digests) == 4


def test_a_changed_fact_changes_the_digest(tmp_path: Path) -> None:
    root = write(tmp_path, {"x.yml": "one"})
    assert len({digest(root), digest(root, "Python 3.11"), digest(root, "Python 3.12")}) == 3


@given(st.lists(st.text()), st.lists(st.text()))
def test_facts_do_not_run_into_each_other(first: list[str], second: list[str]) -> None:
    same = digest_of(Path(), [], first) == digest_of(Path(), [], second)
    assert same == (first == second)


def test_what_running_the_project_leaves_behind_does_not_count(tmp_path: Path) -> None:
    root = write(tmp_path, {"nlu/gate.py": "code"})
    before = digest(root)
    write(root, {"nlu/__pycache__/gate.cpython-310.pyc": "compiled"})
    assert digest(root) == before


def test_a_missing_folder_counts_as_empty(tmp_path: Path) -> None:
    assert list(files_under(tmp_path / "nowhere")) == []


def test_a_stamp_is_kept_until_it_is_removed(tmp_path: Path) -> None:
    stamps = Stamps(tmp_path / "stamps")
    assert stamps.read("encoder") is None
    stamps.write("encoder", "abc")
    assert Stamps(tmp_path / "stamps").read("encoder") == "abc"
    stamps.remove("encoder")
    stamps.remove("encoder")
    assert stamps.read("encoder") is None
