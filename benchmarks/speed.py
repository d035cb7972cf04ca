"""How fast the assistant is, beside the bot of ``rasa init`` in the same minutes."""

from __future__ import annotations

import argparse
import contextlib
import itertools
import random
import shutil
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import stand, starter
from benchmarks.answers import examples
from benchmarks.figures import percent, percentile
from benchmarks.measure import Measure, progress
from benchmarks.memory import of_family
from benchmarks.processes import Running, seconds_of
from benchmarks.report import table
from benchmarks.talk import Talker, converse, rate, with_assistant, with_starter
from bot.stack import free_ports
from nlu.paths import ROOT

CACHE = ROOT / ".build" / "bench" / "speed"
CROWDS = (1, 8, 32)
SEED = 20230901
EARLY, LATE = slice(2, 7), slice(-10, None)  # around the 5th message, and the last ten
SHORT = 5  # conversations a round that end after the early messages, for their sake
TURNS = 2  # a crowd talks to each system so many times, turn by turn

NOTE = (
    "{rounds} conversations of {length} messages with each, in turn, after a warm-up; then "
    "crowds, {turns} turns of {seconds:g} s each; started {starts} times. “About the 5th” is the "
    "3rd to the 7th message, of {short} short conversations more after each long one; “about "
    "message {length}” is the last ten. The assistant is asked the evaluation set’s questions, "
    "over `POST /api/messages` with a bearer token, through all three processes; {cited} of its "
    "replies carried a citation. Its limit of messages a person is lifted. The starter is told "
    "its own training phrases over its REST channel; it retrieves nothing. Memory is that of "
    "every process, the launcher’s too, after all this; resident memory counts a shared page once"
    " for each process, proportional memory once."
)


@dataclass
class System:
    """One of the two, its figures as they come in, and how to start it and talk to it."""

    name: str
    start: Callable[[], Running]
    messages: list[str]
    training: list[float] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)
    early: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    all: list[float] = field(default_factory=list)
    cited: list[bool] = field(default_factory=list)
    rates: dict[int, list[float]] = field(default_factory=dict)
    memory: tuple[float, float] = (0.0, 0.0)
    talker: Callable[[], Talker] = field(init=False)


def run(options: argparse.Namespace) -> str:
    """Everything in turn, the two systems in alternation, and the table."""
    CACHE.mkdir(parents=True, exist_ok=True)
    home = CACHE / "assistant"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    stand.prepare(home, _people(options))
    bot = CACHE / "starter"
    if not (options.reuse and starter.is_trained(bot)):
        starter.make(bot)
    chooser = random.Random(SEED)  # noqa: S311 - an order, not a secret
    ours = System("assistant", lambda: stand.start(home), [each.question for each in examples()])
    theirs = System("starter", lambda: starter.start(bot, free_ports(1)[0]), starter.phrases(bot))
    systems = [ours, theirs]
    for system in systems:
        chooser.shuffle(system.messages)
    if not (options.reuse and starter.is_trained(bot)):
        _train(ours, theirs, bot)
    for number in range(1, options.starts):
        for system in _in_turn(systems, number):
            with system.start() as running:
                system.ready.append(running.until_ready())
            progress(f"{system.name}: ready after {system.ready[-1]:.1f} s")
    with contextlib.ExitStack() as both:
        for system in systems:
            running = both.enter_context(system.start())
            system.ready.append(running.until_ready())
            progress(f"{system.name}: ready after {system.ready[-1]:.1f} s")
            system.talker = _talkers(system, running, home)
            if system is ours:
                ours_running = running
        _talk(systems, options)
        _crowds(systems, options)
        ours.memory, theirs.memory = of_family(ours_running.pid), of_family(running.pid)
    return _report(ours, theirs, options)


def _people(options: argparse.Namespace) -> int:
    """How many conversations there will be with each system."""
    return 1 + int(options.rounds) * (1 + SHORT) + TURNS * sum(CROWDS)


def _talkers(system: System, running: Running, home: Path) -> Callable[[], Talker]:
    """Makes a new conversation each time."""
    if system.name == "assistant":
        tokens = iter(stand.tokens(home))
        return lambda: with_assistant(running.port, next(tokens))
    senders = itertools.count()
    return lambda: with_starter(running.port, f"sender-{next(senders)}")


def _in_turn(systems: list[System], number: int) -> list[System]:
    """Now the one first, now the other."""
    return systems if number % 2 else systems[::-1]


def _train(ours: System, theirs: System, bot: Path) -> None:
    """The starter between two trainings of ours, so that a change of the machine's mood shows."""
    command = (
        starter.BIN / "rasa", "train",
        "--fixed-model-name", "assistant",
        "--out", CACHE / "models",
    )  # fmt: skip
    environment = {
        **starter.ENVIRONMENT,
        "PYTHONPATH": str(ROOT),
        "RASA_CACHE_DIRECTORY": str(CACHE / "rasa-cache"),
    }
    for number in range(2):
        ours.training.append(seconds_of(command, environment, ROOT, CACHE / "train.log"))
        progress(f"assistant: trained in {ours.training[-1]:.1f} s")
        if number == 0:
            theirs.training.append(starter.train(bot))
            progress(f"starter: trained in {theirs.training[-1]:.1f} s")


def _talk(systems: list[System], options: argparse.Namespace) -> None:
    """A long conversation and some short ones with each system in turn, after a warm-up."""
    for system in systems:
        with _conversation(system) as talker:
            converse(talker, system.messages[: options.length // 4])
    for number in range(options.rounds):
        for system in _in_turn(systems, number):
            messages = itertools.cycle(system.messages)
            for _ in range(number * options.length):
                next(messages)
            with _conversation(system) as talker:
                times, cited = converse(talker, itertools.islice(messages, options.length))
            system.early += times[EARLY]
            system.late += times[LATE]
            system.all += times
            system.cited += cited
            for _ in range(SHORT):
                with _conversation(system) as talker:
                    begun, _ = converse(talker, itertools.islice(messages, EARLY.stop))
                system.early += begun[EARLY]
            progress(
                f"{system.name}: {options.length} messages, p50 {percentile(times, 0.5):.1f} ms"
            )


def _crowds(systems: list[System], options: argparse.Namespace) -> None:
    """Many conversations at a time."""
    for crowd in CROWDS:
        for number in range(TURNS):
            for system in _in_turn(systems, number):
                with contextlib.ExitStack() as all_of_them:
                    talkers = [
                        all_of_them.enter_context(_conversation(system)) for _ in range(crowd)
                    ]
                    found = rate(talkers, system.messages, options.seconds)
                system.rates.setdefault(crowd, []).append(found)
                progress(f"{system.name}: {crowd} at a time, {found:.1f} messages a second")


@contextlib.contextmanager
def _conversation(system: System) -> Iterator[Talker]:
    talker = system.talker()
    try:
        yield talker
    finally:
        talker.close()


def _report(ours: System, theirs: System, options: argparse.Namespace) -> str:
    def line(
        name: str, figure: Callable[[System], float], aim: str = "", places: int = 1
    ) -> tuple[str, ...]:
        mine, other = figure(ours), figure(theirs)
        return (name, f"{mine:.{places}f}", f"{other:.{places}f}", f"{mine / other:.2f}", aim)

    rows = [
        line("a message, p50, ms", lambda each: percentile(each.all, 0.5), "≤ 0.90"),
        line("a message, p95, ms", lambda each: percentile(each.all, 0.95)),
        line("about the 5th message, p50, ms", lambda each: percentile(each.early, 0.5), "≤ 0.90"),
        line("about the 5th message, p95, ms", lambda each: percentile(each.early, 0.95)),
        line(
            f"about message {options.length}, p50, ms",
            lambda each: percentile(each.late, 0.5),
            "≤ 0.90",
        ),
        line(f"about message {options.length}, p95, ms", lambda each: percentile(each.late, 0.95)),
        *(
            line(
                f"messages a second, {_conversations(crowd)}",
                lambda each, crowd=crowd: statistics.mean(each.rates[crowd]),  # type: ignore[misc]
            )
            for crowd in CROWDS
        ),
        line("time to ready, s", lambda each: statistics.mean(each.ready), "≤ 0.60"),
        line("resident memory, MiB", lambda each: each.memory[0], "≤ 1.00", 0),
        line("proportional memory, MiB", lambda each: each.memory[1], "", 0),
    ]
    if ours.training:
        rows.insert(-3, line("training, s", lambda each: statistics.mean(each.training), "≤ 0.30"))
    note = NOTE.format(
        rounds=options.rounds,
        length=options.length,
        short=SHORT,
        turns=TURNS,
        seconds=options.seconds,
        starts=options.starts,
        cited=percent(sum(ours.cited) / len(ours.cited)),
    )
    return f"{table(('', 'this assistant', 'starter bot', 'ratio', 'aim'), rows)}\n\n{note}"


def _conversations(crowd: int) -> str:
    return f"{crowd} conversation" + ("s" if crowd > 1 else "")


def _options(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--rounds", type=int, default=8, help="long conversations (8)")
    group.add_argument("--length", type=int, default=200, help="messages of each (200)")
    group.add_argument("--seconds", type=float, default=10.0, help="of a turn of a crowd (10)")
    group.add_argument("--starts", type=int, default=3, help="starts of each system (3)")
    group.add_argument("--reuse", action="store_true", help="do not train again")


MEASURE = Measure("speed", "Speed, beside `rasa init`’s bot", run, _options)
