from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

from pypdf import PdfReader

from bot.portal.receipt_pdf import CONFIDENTIAL, REPLACED, REPLACEMENT, receipt_pdf
from cases.model import Answer, Case

CASE = Case(
    id=1,
    reference="K7MP-4Q2D",
    procedure="filming_permission",
    kind="permission",
    reporter="staff@example.org",
    handler="manager@example.org",
    state="submitted",
    outcome=None,
    confidential=False,
    edition="2023-09",
    answers={
        "purpose": Answer("x", "The summer show at the Łódź hall – «Ελλάδα» ’26\nsecond line"),
        "when": Answer(["2026-12-04"], "Friday 4 December 2026"),
        "hidden": Answer("x", "never printed"),
    },
    conditions=("No image before the consents are there.",),
    checks=(),
    events=(),
    attachments=(),
    about_on=None,
    submitted_at=datetime(2026, 7, 1, 23, 30, tzinfo=UTC),
    due_at=datetime(2026, 7, 8, 16, 0, tzinfo=UTC),
    decided_at=None,
    closed_at=None,
    hold_by=None,
    version=1,
)
QUESTIONS = {"when": "When will it be?", "purpose": "What is it for?", "skipped": "Anything else?"}


def made(case: Case = CASE) -> PdfReader:
    content = receipt_pdf(
        case,
        organisation="ArtForms",
        title="Permission to film",
        questions=QUESTIONS,
        name_of={"staff@example.org": "Member of staff"}.get,  # type: ignore[arg-type]
        printed_at=datetime(2026, 7, 2, 8, 5, tzinfo=UTC),
    )
    return PdfReader(BytesIO(content))


def words(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def test_it_says_what_was_sent_in_reading_order_with_british_dates() -> None:
    told = words(made())
    wanted = [
        "Receipt: K7MP-4Q2D",
        "Permission to film",
        "Member of staff",
        "Thursday 2 July 2026 at 00:30",
        "Wednesday 8 July 2026 at 17:00",
        "When will it be?",
        "Friday 4 December 2026",
        "What is it for?",
        "The summer show at the Łódź hall – «Ελλάδα» ’26\nsecond line",
        "No image before the consents are there.",
    ]
    places = [told.index(each) for each in wanted]
    assert places == sorted(places)
    assert "never printed" not in told
    assert "Anything else?" not in told
    assert CONFIDENTIAL[:12] not in told
    assert REPLACED[3:] not in told


def test_title_language_and_parts_are_told_to_readers() -> None:
    reader = made()
    assert reader.metadata is not None
    assert reader.metadata.title == "Receipt K7MP-4Q2D"
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert [each["/Title"] for each in reader.outline] == [  # type: ignore[index]
        "The case",
        "What was sent",
        "Conditions",
    ]


def test_a_confidential_one_says_so() -> None:
    told = " ".join(words(made(replace(CASE, confidential=True))).split())
    assert CONFIDENTIAL in told


def test_a_decided_one_says_when_instead_of_by_when() -> None:
    at = datetime(2026, 12, 4, 9, 0, tzinfo=UTC)
    told = words(made(replace(CASE, state="decided", outcome="approved", decided_at=at)))
    assert "Approved" in told
    assert "Friday 4 December 2026 at 09:00" in told
    assert "Answer due by" not in told


def test_what_the_font_lacks_is_shown_as_such_and_said() -> None:
    answers = {"purpose": Answer("x", "A 中 and a \U0001f600")}
    told = words(made(replace(CASE, answers=answers)))
    assert f"A {REPLACEMENT} and a {REPLACEMENT}" in told
    assert "stands for a character that cannot be printed here" in told


def test_long_answers_go_on_over_the_pages() -> None:
    long = " ".join(f"word{number}" for number in range(3_000))
    reader = made(replace(CASE, answers={"purpose": Answer(long, long)}))
    assert len(reader.pages) > 2
    told = words(reader)
    assert "word2999" in told
    assert f"Page {len(reader.pages)}" in told
