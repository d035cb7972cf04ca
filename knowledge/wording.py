"""What the person reads. The rules' own sentences come from ``knowledge/``, word for word."""

from __future__ import annotations

from typing import Any

from knowledge.answer import Answer, Answered, NotCovered, Unsure
from knowledge.library import Clause


def words_of(answer: Answer) -> str:
    """The answer as plain text, paragraphs parted by an empty line."""
    if isinstance(answer, Answered):
        return "\n\n".join(_rule(clause) for clause in answer.clauses)
    if isinstance(answer, Unsure):
        return _which(answer.nearest)
    if isinstance(answer, NotCovered):
        return "\n\n".join(filter(None, [_not_covered(answer), _nearest(answer.nearest)]))
    return (
        "I cannot help with that. I read English, and answer questions about ArtForms’ guidance on "
        "digital technology and social media: pictures and filming, phones, e-mail, social media, "
        "confidentiality and cyberbullying."
    )


def citations_of(answer: Answer) -> list[dict[str, Any]]:
    """The clauses an answer rests on, or asks about, as ``{section, clause, title, quotation}``."""
    if isinstance(answer, Answered):
        pairs = list(zip(answer.clauses, answer.quotations, strict=True))
    elif isinstance(answer, Unsure):
        pairs = [(clause, None) for clause in answer.nearest]
    else:
        pairs = []
    return [
        {
            "section": clause.section,
            "clause": clause.id,
            "title": clause.title,
            "quotation": quotation,
        }
        for clause, quotation in pairs
    ]


def _rule(clause: Clause) -> str:
    lines = [clause.says]
    if clause.ask_first:
        lines.append(f"Ask first: {clause.ask_first}.")
    lines.append(f"Guidance, section {clause.section}: {clause.title}.")
    return "\n".join(lines)


def _which(nearest: tuple[Clause, ...]) -> str:
    if len(nearest) == 1:
        return f"Do you mean: {_named(nearest[0])}?"
    *first, last = [_named(clause) for clause in nearest]
    return f"I want to be sure I have you right. Do you mean: {', '.join(first)}, or {last}?"


def _named(clause: Clause) -> str:
    return f"“{clause.title}” (section {clause.section})"


def _not_covered(answer: NotCovered) -> str:
    if answer.topic is None:
        return (
            "I cannot find that in the guidance, and I would rather say so than guess. "
            "Your line manager may know."
        )
    words = f"The guidance says nothing about {answer.topic.topic}."
    if answer.topic.ask_instead:
        words += f" Ask {answer.topic.ask_instead}."
    return words


def _nearest(clauses: tuple[Clause, ...]) -> str:
    if not clauses:
        return ""
    return f"The nearest it comes: {'; '.join(_named(clause) for clause in clauses)}."
