"""Writes a letter from the answers of a form: as plain text, or as a Word document to send.

A template is a text file here, filled in by Jinja. Its paragraphs are parted by empty lines; one
that starts with ``# `` is the heading, one with ``- `` an item of a list.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from docx import Document
from docx.shared import Pt
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cases.directory import Person
from cases.model import Answer, Case
from cases.organisation import Organisation, School

FOLDER = Path(__file__).resolve().parent
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# How the uses of a device are put to a Headteacher. What else it is for, the examples say.
USES: Mapping[str, str] = {
    "registers": "to fill in my registers on the Eepos teachers' portal",
    "recordings": "to record the sound of rehearsals and performances, without pictures",
    "resources": "to reach teaching resources such as backing tracks",
    "something_else": "for other teaching, as in the examples",
}

_HEADING, _ITEM = "# ", "- "
_OFFICE = re.compile(r"(?:the )?head ?teacher", re.IGNORECASE)
# What a Word document cannot hold.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LETTERS = ImmutableSandboxedEnvironment(
    loader=FileSystemLoader(FOLDER),
    autoescape=False,  # neither form of the letter is HTML
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def letter_text(
    about: Case | Mapping[str, Answer],
    writer: Person,
    organisation: Organisation,
    on: date,
    template: str = "personal_device_permission",
) -> str:
    """The letter as plain text.

    ``about`` is the case, or a form's answers by slot; ``on`` the day it is dated. ``template`` is
    what the procedure's ``letter`` names.

    Raises:
        jinja2.TemplateNotFound: no template of this name is here.
        jinja2.UndefinedError: an answer that the letter needs is missing.
    """
    paragraphs = _paragraphs(about, writer, organisation, on, template)
    lines = [each.removeprefix(_HEADING) for each in paragraphs]
    text = ""
    for before, line in zip([None, *lines], lines, strict=False):
        listed = before is not None and before.startswith(_ITEM) and line.startswith(_ITEM)
        text += ("" if before is None else "\n" if listed else "\n\n") + line
    return text + "\n"


def letter_docx(
    about: Case | Mapping[str, Answer],
    writer: Person,
    organisation: Organisation,
    on: date,
    template: str = "personal_device_permission",
) -> bytes:
    """The same letter as a Word document (media type `DOCX`). Raises as `letter_text` does."""
    document = Document()
    document.core_properties.author = writer.name
    font = document.styles["Normal"].font
    font.name, font.size = "Arial", Pt(11)
    for paragraph in _paragraphs(about, writer, organisation, on, template):
        if paragraph.startswith(_HEADING):
            heading = paragraph.removeprefix(_HEADING)
            document.core_properties.title = heading
            document.add_paragraph().add_run(heading).bold = True
        elif paragraph.startswith(_ITEM):
            document.add_paragraph(paragraph.removeprefix(_ITEM), style="List Bullet")
        else:
            document.add_paragraph(paragraph)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _paragraphs(
    about: Case | Mapping[str, Answer],
    writer: Person,
    organisation: Organisation,
    on: date,
    template: str,
) -> list[str]:
    answers = about.answers if isinstance(about, Case) else about
    school = _school(answers, organisation)
    filled = _LETTERS.get_template(f"{template}.txt").render(
        on=f"{on.day} {on:%B %Y}",
        words={slot: _one_line(each.words) for slot, each in answers.items()},
        value={slot: each.value for slot, each in answers.items()},
        uses=USES,
        headteacher=_by_name(school),
        writer=writer.name,
        email=writer.email,
        organisation=organisation.name,
        guidance=f"{organisation.guidance_title}, edition {organisation.guidance_edition}",
    )
    return [each.strip() for each in filled.split("\n\n") if each.strip()]


def _school(answers: Mapping[str, Answer], organisation: Organisation) -> School | None:
    named = answers["school"].words if "school" in answers else None
    return next((each for each in organisation.schools if each.name == named), None)


def _by_name(school: School | None) -> str | None:
    """The Headteacher's name; None where only the office is known."""
    name = school.headteacher if school else None
    return None if name and _OFFICE.fullmatch(name) else name


def _one_line(words: str) -> str:
    """On one line, so that an answer's own lines cannot pass for parts of the letter."""
    return " ".join(_NOT_IN_XML.sub(" ", words).split())
