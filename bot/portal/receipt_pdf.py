"""The receipt of a case as a PDF.

Set in Roboto (Apache licence, from the package `font-roboto`), which has Latin, Greek and Cyrillic
letters. A character it lacks is shown as �, and a line at the end says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from importlib.resources import files

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont
from fpdf.prefs import ViewerPreferences

from bot.portal import words
from cases.model import Case

FAMILY = "Roboto"
REPLACEMENT = "�"
MARGIN = 20  # millimetres
CONFIDENTIAL = (
    "Confidential. Only those who handle this case may see it: do not leave it lying about."
)
REPLACED = f"{REPLACEMENT} stands for a character that cannot be printed here. The case has it."


def receipt_pdf(
    case: Case,
    *,
    organisation: str,
    title: str,
    questions: Mapping[str, str],
    name_of: Callable[[str], str],
    printed_at: datetime,
) -> bytes:
    """The receipt of `case`, as the person may see it.

    `title` is the procedure's; `questions` gives the wording for each slot, in the order to print
    (a slot without an answer is left out, an answer without a question is not printed); `name_of`
    tells an address's name. Nobody is named but the reporter, the handler, and whoever the answers
    name.
    """
    page = _Receipt(organisation, f"Receipt {case.reference}", printed_at)
    page.heading(f"Receipt: {case.reference}")
    page.paragraph(title)
    if case.confidential:
        page.paragraph(CONFIDENTIAL, bold=True)
    page.subheading("The case")
    for term, value in _facts(case, name_of):
        page.term(term, value)
    page.subheading("What was sent")
    for slot, wording in questions.items():
        if slot in case.answers:
            page.term(wording, case.answers[slot].words)
    if case.conditions:
        page.subheading("Conditions")
        for condition in case.conditions:
            page.paragraph(f"• {condition}")
    return page.finished()


def _facts(case: Case, name_of: Callable[[str], str]) -> list[tuple[str, str]]:
    facts = [
        ("Reference", case.reference),
        ("Sent by", name_of(case.reporter)),
        ("Sent on", words.moment(case.submitted_at)),
        ("Handled by", name_of(case.handler)),
        ("Where it stands", words.state(case).words),
    ]
    if case.decided_at is not None:
        facts.append(("Decided on", words.moment(case.decided_at)))
    else:
        facts.append(("Answer due by", words.moment(case.due_at)))
    return [*facts, ("Edition of the guidance", case.edition)]


class _Receipt(FPDF):
    """One document: text in reading order; its title, language and parts are told to readers."""

    def __init__(self, organisation: str, title: str, printed_at: datetime) -> None:
        super().__init__(format="A4")
        folder = files("font_roboto") / "files"
        self.add_font(FAMILY, "", str(folder / "Roboto-Regular.ttf"))
        self.add_font(FAMILY, "B", str(folder / "Roboto-Bold.ttf"))
        self._foot = f"{organisation} · {title} · printed {words.moment(printed_at)}"
        self._replaced = False
        self._characters = frozenset.intersection(
            *(frozenset(font.cmap) for font in self.fonts.values() if isinstance(font, TTFFont))
        )
        self.set_title(title)
        self.set_author(organisation)
        self.set_creator(f"{organisation} assistant")
        self.set_creation_date(printed_at)
        self.set_lang("en-GB")
        self.set_display_mode("fullwidth")
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(auto=True, margin=MARGIN + 5)
        self.add_page()

    def footer(self) -> None:
        """The foot of every page (called by fpdf2)."""
        self.set_y(-MARGIN)
        self.set_font(FAMILY, "", 9)
        self.cell(0, 6, self._known(self._foot), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.cell(0, 4, f"Page {self.page_no()}")

    def heading(self, text: str) -> None:
        """The document's heading."""
        self._write(text, "B", 20, 9)
        self.ln(2)

    def subheading(self, text: str) -> None:
        """A part's heading."""
        self.ln(4)
        self.start_section(text)
        self._write(text, "B", 14, 7)
        self.ln(1)

    def paragraph(self, text: str, *, bold: bool = False) -> None:
        """A paragraph."""
        self._write(text, "B" if bold else "", 12, 6)
        self.ln(1)

    def term(self, term: str, value: str) -> None:
        """A term in bold, and below it what it is."""
        self._write(term, "B", 11, 5.5)
        self._write(value or "–", "", 12, 6)
        self.ln(2)

    def finished(self) -> bytes:
        """The PDF."""
        if self._replaced:
            self.ln(4)
            self._write(REPLACED, "", 10, 5)
        return bytes(self.output())

    def _write(self, text: str, style: str, size: float, height: float) -> None:
        self.set_font(FAMILY, style, size)
        self.multi_cell(
            0, height, self._known(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )

    def _known(self, text: str) -> str:
        shown = "".join(
            one if one == "\n" or ord(one) in self._characters else REPLACEMENT for one in text
        )
        self._replaced = self._replaced or shown != text
        return shown
