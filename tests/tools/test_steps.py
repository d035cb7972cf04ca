from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.commands import Runner
from tools.faults import SetupError
from tools.project import Project
from tools.steps import Progress, Step, Workshop, replacing


class Bench:
    """Two steps, the second made from the first, that note each time they are done."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.done: list[str] = []
        self.out = io.StringIO()
        self.during: Callable[[], None] = lambda: None
        self.facts = {"model": "", "index": ""}
        (project.root / "source.yml").write_text("first")

    def run(self, *names: str) -> str:
        """What a person sees of one set-up."""
        self.done.clear()
        self.out.seek(0)
        self.out.truncate()
        steps = [self._step("model"), self._step("index", needs=("model",))]
        Workshop(self.project, steps, Progress(self.out)).bring_up_to_date(names)
        return self.out.getvalue()

    def _step(self, name: str, needs: tuple[str, ...] = ()) -> Step:
        made = self.project.build / name

        def work(_runner: Runner) -> None:
            self.done.append(name)
            self.during()
            made.write_text("made")

        return Step(
            name=name,
            title=f"the {name}",
            makes=(made,),
            work=work,
            sources=(self.project.root / "source.yml",) if name == "model" else (),
            facts=(self.facts[name],),
            needs=needs,
        )


@pytest.fixture
def bench(project: Project) -> Bench:
    return Bench(project)


def test_each_step_says_what_it_does_and_how_long_it_took(bench: Bench) -> None:
    lines = bench.run().splitlines()
    assert lines[0].startswith("[1/2] the model … done (")
    assert lines[1].startswith("[2/2] the index … done (")
    assert lines[2].startswith("Set-up: finished (")
    assert all(line.endswith(" s)") for line in lines)


def test_a_second_run_has_nothing_to_do(bench: Bench) -> None:
    bench.run()
    assert bench.run().startswith("Set-up: nothing to do (")
    assert bench.done == []


def test_a_changed_source_is_built_again_with_all_made_from_it(bench: Bench) -> None:
    bench.run()
    (bench.project.root / "source.yml").write_text("second")
    bench.run()
    assert bench.done == ["model", "index"]


def test_a_change_late_in_the_chain_leaves_the_rest_alone(bench: Bench) -> None:
    bench.run()
    bench.facts["index"] = "changed"
    bench.run()
    assert bench.done == ["index"]


def test_what_was_deleted_is_made_again(bench: Bench) -> None:
    bench.run()
    (bench.project.build / "index").unlink()
    bench.run()
    assert bench.done == ["index"]


def test_named_steps_are_done_alone(bench: Bench) -> None:
    bench.run("model")
    assert bench.done == ["model"]


def test_an_unknown_name_is_told_with_the_known_ones(bench: Bench) -> None:
    with pytest.raises(SetupError, match=r"'modle'. Its steps: model, index\."):
        bench.run("modle")


@pytest.mark.parametrize("end", [SetupError("npm is missing"), KeyboardInterrupt()])
def test_a_step_cut_short_is_done_again_and_finished_ones_are_not(
    bench: Bench, end: BaseException
) -> None:
    def fail_at_index() -> None:
        if bench.done[-1] == "index":
            raise end

    bench.during = fail_at_index
    with pytest.raises(type(end)):
        bench.run()
    bench.during = lambda: None
    bench.run()
    assert bench.done == ["index"]


def test_a_rebuild_cut_short_does_not_pass_for_the_old_result(bench: Bench) -> None:
    bench.run()
    (bench.project.root / "source.yml").write_text("second")

    def fail() -> None:
        raise KeyboardInterrupt

    bench.during = fail
    with pytest.raises(KeyboardInterrupt):
        bench.run()
    bench.during = lambda: None
    (bench.project.root / "source.yml").write_text("first")
    bench.run()
    assert bench.done == ["model"]


def test_a_failure_names_the_step_and_the_reason(bench: Bench) -> None:
    def fail() -> None:
        raise SetupError("the disk is full")

    bench.during = fail
    with pytest.raises(SetupError, match="Set-up stopped at 'the model': the disk is full"):
        bench.run()
    assert "[1/2] the model … failed (" in bench.out.getvalue()


def test_a_step_that_makes_nothing_has_failed(project: Project) -> None:
    step = Step("x", "the model", makes=(project.build / "x",), work=lambda _runner: None)
    with pytest.raises(SetupError, match=r"\.build/x was not made"):
        Workshop(project, [step], Progress(io.StringIO())).bring_up_to_date()


def test_two_set_ups_at_once_take_turns(bench: Bench) -> None:
    bench.project.build.mkdir()
    hold = "import fcntl, sys; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX); print()"
    # The other set-up ends when it has been seen to wait: it reads the end of its input then.
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"{hold}; sys.stdout.flush(); sys.stdin.read()",
            str(bench.project.build / "setup.lock"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    with holder, holder.stdout as ready, holder.stdin as release:
        ready.readline()
        progress = Progress(bench.out)
        say = progress.say

        def say_and_release(line: str) -> None:
            say(line)
            if not release.closed:
                release.close()

        progress.say = say_and_release  # type: ignore[method-assign]
        Workshop(bench.project, [], progress).bring_up_to_date()
    assert bench.out.getvalue().startswith("Another set-up is at work here; waiting")


def test_on_a_terminal_the_seconds_are_counted() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out = Terminal()
    progress = Progress(out)
    progress.start("[1/1] the model")
    progress.tick()
    progress.finish("done")
    assert out.getvalue().split("\r")[1:] == [
        "[1/1] the model … 0 s",
        "[1/1] the model … done (0.0 s)\n",
    ]


def test_a_folder_is_replaced_when_all_went_well(tmp_path: Path) -> None:
    old = tmp_path / "static"
    old.mkdir()
    (old / "old.css").touch()
    with replacing(old) as new:
        (new / "new.css").touch()
        assert (old / "old.css").exists()
    assert [path.name for path in old.iterdir()] == ["new.css"]
    assert list(tmp_path.iterdir()) == [old]


def test_a_folder_stays_as_it_was_when_its_making_fails(tmp_path: Path) -> None:
    old = tmp_path / "static"
    old.mkdir()
    (old / "old.css").touch()

    def half() -> None:
        with replacing(old) as new:
            (new / "half.css").touch()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    assert [path.name for path in old.iterdir()] == ["old.css"]
    with replacing(old) as new:
        assert list(new.iterdir()) == []
