"""Checks the written knowledge against itself, the procedures, and an official document."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.documents import Paragraph
from knowledge.faults import Fault, KnowledgeError, line_of, read_yaml
from knowledge.library import Clause, Library, ParagraphRef, SectionFile

# Of a clause's words, how many a paragraph must hold to be taken for the clause's, changed.
_LIKENESS = 0.35


@dataclass(frozen=True)
class Comparison:
    """How the clauses stand to one edition of the official document.

    ``changed`` pairs a clause with the paragraph that now seems to stand for its own; ``gone``
    lists clauses whose paragraph is not there; ``uncovered`` lists paragraphs no clause rests on.
    """

    changed: tuple[tuple[Clause, ParagraphRef, Paragraph], ...]
    gone: tuple[tuple[Clause, ParagraphRef], ...]
    unstamped: tuple[tuple[Clause, ParagraphRef], ...]
    uncovered: tuple[Paragraph, ...]

    @property
    def clean(self) -> bool:
        """Whether there is nothing to look at."""
        return not (self.changed or self.gone or self.unstamped or self.uncovered)


def procedure_faults(folder: Path, procedures: Collection[str]) -> list[Fault]:
    """Clauses that name a procedure the assistant does not have, with file and line."""
    faults: list[Fault] = []
    for path in sorted((folder / "guidance").glob("*.yml")):
        file, node = read_yaml(path, SectionFile)
        for position, clause in enumerate(file.clauses):
            if clause.procedure is not None and clause.procedure not in procedures:
                faults.append(
                    Fault(
                        path.name,
                        line_of(node, ("clauses", position, "procedure")),
                        f"There is no procedure '{clause.procedure}'; known are "
                        f"{', '.join(sorted(procedures))}.",
                    )
                )
    return faults


def compare(library: Library, paragraphs: Iterable[Paragraph]) -> Comparison:
    """Sets each clause beside the paragraph it rests on in the document."""
    document = list(paragraphs)
    there = {paragraph.fingerprint for paragraph in document}
    claimed = {ref.fingerprint for clause in library.clauses for ref in clause.paragraphs}
    unclaimed = [paragraph for paragraph in document if paragraph.fingerprint not in claimed]
    changed: list[tuple[Clause, ParagraphRef, Paragraph]] = []
    gone: list[tuple[Clause, ParagraphRef]] = []
    unstamped: list[tuple[Clause, ParagraphRef]] = []
    for clause in library.clauses:
        for ref in clause.paragraphs:
            if ref.fingerprint is None:
                unstamped.append((clause, ref))
            elif ref.fingerprint not in there:
                now = _stands_for(clause, ref, unclaimed)
                if now is None:
                    gone.append((clause, ref))
                else:
                    changed.append((clause, ref, now))
    accounted = {paragraph.fingerprint for _, _, paragraph in changed}
    return Comparison(
        changed=tuple(changed),
        gone=tuple(gone),
        unstamped=tuple(unstamped),
        uncovered=tuple(each for each in unclaimed if each.fingerprint not in accounted),
    )


def lines_of(comparison: Comparison) -> Iterator[str]:
    """What there is to look at, a line each."""
    for clause, ref, paragraph in comparison.changed:
        yield (
            f"changed: {clause.id} rests on {ref.place}, which seems to be {paragraph.place} now: "
            f"{paragraph.text}"
        )
    for clause, ref in comparison.gone:
        yield f"gone: {clause.id} rests on {ref.place}, which the document no longer has."
    for clause, ref in comparison.unstamped:
        yield f"no fingerprint: {clause.id} at {ref.place}; run 'assistant knowledge stamp'."
    for paragraph in comparison.uncovered:
        yield f"uncovered: {paragraph.place}: {paragraph.text}"


def _stands_for(clause: Clause, ref: ParagraphRef, candidates: list[Paragraph]) -> Paragraph | None:
    wanted = _words(f"{clause.title} {clause.says}")

    def likeness(paragraph: Paragraph) -> float:
        shared = len(wanted & _words(paragraph.text)) / len(wanted)
        return shared + (0.1 if paragraph.place == ref.place else 0.0)

    same_section = [each for each in candidates if each.section == ref.section]
    best = max(same_section, key=likeness, default=None)
    return best if best is not None and likeness(best) >= _LIKENESS else None


def _words(text: str) -> set[str]:
    return {word[:5] for word in re.findall(r"\w{4,}", text.lower())}


def stamp(folder: Path, paragraphs: Iterable[Paragraph]) -> int:
    """Writes the fingerprint of each paragraph beside its place in the clause files.

    Returns:
        how many places were written. A place that the document does not have is left alone.

    Raises:
        KnowledgeError: a clause names a place that the document does not have.
    """
    fingerprints = {paragraph.place: paragraph.fingerprint for paragraph in paragraphs}
    written, faults = 0, []
    for path in sorted((folder / "guidance").glob("*.yml")):
        text = path.read_text(encoding="utf-8")
        file, node = read_yaml(path, SectionFile)
        for position, clause in enumerate(file.clauses):
            for ref in clause.paragraphs:
                if ref.place not in fingerprints:
                    line = line_of(node, ("clauses", position, "paragraph"))
                    faults.append(
                        Fault(path.name, line, f"The document has no paragraph {ref.place}.")
                    )

        def stamped(match: re.Match[str]) -> str:
            place = match[2]
            return f"{match[1]}{place} {fingerprints.get(place, '')}".rstrip() + match[1]

        lines = []
        for written_line in text.split("\n"):
            marked, count = written_line, 0
            if re.match(r"\s*paragraph:", written_line):
                marked, count = re.subn(r"(\")(\d+/\d+)(?: [0-9a-f]{12})?\"", stamped, marked)
            lines.append(marked)
            written += count
        path.write_text("\n".join(lines), encoding="utf-8")
    if faults:
        raise KnowledgeError(faults)
    return written
