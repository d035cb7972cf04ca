"""`assistant ask`, `assistant evaluate` and `assistant knowledge …`: the knowledge without Rasa."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.words import LONGEST
from cases.faults import Fault

if TYPE_CHECKING:
    from knowledge.documents import Paragraph
    from knowledge.retriever import Retriever

app = typer.Typer()
knowledge = typer.Typer(no_args_is_help=True, help="Check and prepare what the assistant knows.")
app.add_typer(knowledge, name="knowledge")

Ask = Callable[[str], dict[str, Any]]


@app.command()
def ask(
    question: Annotated[
        str | None, typer.Argument(help="The question, in quotation marks.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The answer as one JSON object.")] = False,
    batch: Annotated[
        Path | None, typer.Option(help='A file with a line {"question": "…"} for each question.')
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--knowledge", help="Answer from the documents in this folder.")
    ] = None,
) -> None:
    """Answers a question from the guidance, or from any folder of documents."""
    if batch is not None and question is None:
        questions = list(_questions(batch))
        answer = _asker(folder)
        for each in questions:
            typer.echo(json.dumps(answer(each), ensure_ascii=False))
        return
    if question is None or batch is not None:
        raise Fault(
            "One question, or --batch with a file of questions, is wanted.",
            'For example: assistant ask "Can I film my class?"',
        )
    report = _asker(folder)(_one(question))
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        _show(report)


@app.command()
def evaluate(
    examples: Annotated[Path, typer.Argument(help='Lines {"question": "…", "sections": ["5"]}.')],
    as_json: Annotated[bool, typer.Option("--json", help="The scores as JSON.")] = False,
) -> None:
    """Measures answers and refusals against the sections given for each question."""
    from knowledge.evaluate import EvaluationError, as_data, judge, read_examples, table_of
    from knowledge.evaluate import evaluate as scores_of

    try:
        read = read_examples(examples)
    except EvaluationError as fault:
        raise Fault(str(fault), "Mend the file and run the command again.") from fault
    retriever = _retriever()
    scores = scores_of(read, lambda question: judge(retriever, question))
    if as_json:
        typer.echo(json.dumps(as_data(scores), indent=2))
        return
    heading, *rows = table_of(scores)
    table = Table(*heading)
    for row in rows:
        table.add_row(*row)
    Console().print(table)


@knowledge.command()
def check(
    document: Annotated[
        Path | None, typer.Argument(help="The official document, if you have it.")
    ] = None,
) -> None:
    """Checks the written knowledge; beside the official document, what it lacks or has outdated."""
    from knowledge.check import compare, lines_of, procedure_faults
    from knowledge.faults import KnowledgeError
    from knowledge.library import Library

    folder = _root() / "knowledge"
    try:
        library = Library.load(folder)
        faults = procedure_faults(folder, _procedures())
    except KnowledgeError as fault:
        faults = list(fault.faults)
    if faults:
        for each in faults:
            typer.echo(each, err=True)
        raise typer.Exit(1)
    typer.echo(
        f"{len(library.clauses)} clauses in {len(library.section_titles)} sections and "
        f"{len(library.topics)} topics not covered: no faults."
    )
    if document is None:
        return
    comparison = compare(library, _paragraphs(document))
    for line in lines_of(comparison):
        typer.echo(line)
    if not comparison.clean:
        raise typer.Exit(1)
    typer.echo(f"{document.name}: nothing uncovered, nothing changed, nothing gone.")


@knowledge.command()
def stamp(document: Annotated[Path, typer.Argument(help="The official document.")]) -> None:
    """Writes the fingerprints of the document's paragraphs into the clause files."""
    from knowledge.check import stamp as write_stamps
    from knowledge.faults import KnowledgeError

    try:
        written = write_stamps(_root() / "knowledge", _paragraphs(document))
    except KnowledgeError as fault:
        raise Fault(str(fault), "Mend the place named and run the command again.") from fault
    typer.echo(f"{written} fingerprints written.")


@knowledge.command()
def build() -> None:
    """Learns from the knowledge what retrieval needs, and says how well it did."""
    found = _retriever().calibration
    typer.echo(
        "In cross-validation on the training phrases: "
        f"{found.right_section:.1%} found their section, {found.refused_wrongly:.1%} were refused "
        f"wrongly; {found.refused_rightly:.1%} of known topics and {found.refused_unknown:.1%} of "
        "topics never seen were refused."
    )


def _root() -> Path:
    from bot.settings import ROOT

    return ROOT


def _paragraphs(document: Path) -> list[Paragraph]:
    from knowledge.documents import DocumentError, read_document

    try:
        return read_document(document)
    except DocumentError as fault:
        raise Fault(str(fault), "Give another file.") from fault


def _procedures() -> frozenset[str]:
    from cases.procedures import Procedures

    return frozenset(procedure.id for procedure in Procedures.load())


def _retriever() -> Retriever:
    from knowledge.documents import DocumentError
    from knowledge.faults import KnowledgeError
    from knowledge.retriever import Retriever
    from nlu.encoder import EncoderError

    try:
        return Retriever.open(_root(), _root() / ".build")
    except KnowledgeError as fault:
        raise Fault(str(fault), "Mend each place named, then try again.") from fault
    except EncoderError as fault:
        raise Fault(str(fault), "") from fault
    except DocumentError as fault:
        raise Fault(str(fault), "Replace it or take it out of knowledge/official.") from fault


def _asker(folder: Path | None) -> Ask:
    if folder is None:
        retriever = _retriever()
        return lambda question: _answer(retriever, question)
    from knowledge.documents import DocumentError
    from knowledge.folder_answer import answer_from
    from knowledge.passages import Passages
    from nlu.encoder import EncoderError, SentenceEncoder

    build = _root() / ".build"
    try:
        passages = Passages.open(folder, SentenceEncoder(build / "encoder"), build / "index")
    except DocumentError as fault:
        raise Fault(str(fault), "Give a folder of documents with text in them.") from fault
    except EncoderError as fault:
        raise Fault(str(fault), "") from fault
    return lambda question: answer_from(passages, question)


def _answer(retriever: Retriever, question: str) -> dict[str, Any]:
    """As in the chat: words of danger first, and after them a rule, never a refusal."""
    from actions.danger import danger_in
    from knowledge.report import report_of

    answer = retriever.answer(question)
    report = report_of(answer)
    if danger := danger_in(question):
        from actions.answer import is_about_harm
        from actions.wording import DANGER

        rule = [report["answer"]] if is_about_harm(answer) else []
        report["answer"] = "\n\n".join([DANGER[danger], *rule])
    return report


def _questions(path: Path) -> Iterator[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise Fault(
            f"{path} cannot be read.", "Give a text file with a question a line."
        ) from fault
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question = json.loads(line)["question"]
        except (ValueError, KeyError, TypeError) as fault:
            raise Fault(
                f"Line {number} of {path.name} is not a question.",
                'A line such as {"question": "Can I film my class?"} is wanted.',
            ) from fault
        yield _one(str(question))


def _one(question: str) -> str:
    words = " ".join(question.split())
    if not any(each.isalnum() for each in words):
        raise Fault(
            "There is no question in that.", 'For example: assistant ask "Can I film my class?"'
        )
    if len(words) > LONGEST:
        raise Fault(
            f"That is very long: {len(words)} characters.",
            f"Please ask in at most {LONGEST}, in a sentence or two.",
        )
    return words


def _show(report: dict[str, Any]) -> None:
    console = Console(highlight=False)
    console.print(report["answer"], markup=False)
    for citation in report["citations"]:
        # A folder's answer is the quotation itself.
        if citation["quotation"] and "document" not in citation:
            console.print(f"\n  “{citation['quotation']}”", style="dim", markup=False)
