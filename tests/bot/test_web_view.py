from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from bot.messages import Author, Button, Message
from bot.web.view import Citation, linked, parts_of, show, show_all, welcome

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 7, 3, 12, 0, tzinfo=UTC)
CITATION = Citation("5", "5.personal-equipment", "Your own phone or camera", "The exact words.")


def message(number: int, author: Author, text: str, **more: object) -> Message:
    values: dict[str, object] = {"buttons": (), "image": None, "custom": {}, "at": NOON} | more
    return Message(number, "staff@example.org", author, text, **values)  # type: ignore[arg-type]


def shown_words(text: str) -> list[str]:
    return [str(part.words) for part in parts_of(text, ()) if part.words is not None]


def test_line_breaks_and_paragraphs_of_an_answer_stay() -> None:
    assert shown_words("One.\nTwo.\n\nThree.") == ["One.<br>Two.", "Three."]


def test_html_in_an_answer_is_text() -> None:
    assert shown_words("<script>alert(1)</script> & **bold**") == [
        "&lt;script&gt;alert(1)&lt;/script&gt; &amp; **bold**"
    ]


def test_https_addresses_become_links_without_the_punctuation_after_them() -> None:
    words = linked("See (https://example.org/a_(b)?c=1&d=2), or https://example.org.")
    assert re.findall(r'href="([^"]*)"', words) == [
        "https://example.org/a_(b)?c=1&amp;d=2",
        "https://example.org",
    ]
    assert 'rel="noopener noreferrer"' in words


def test_other_addresses_stay_text() -> None:
    for address in (
        "http://example.org",
        "javascript:alert(1)",
        "https://school.example@other.example/",
        "https://",
        "https://[",
    ):
        assert linked(address) == Markup.escape(address)


@given(
    st.text() | st.text(alphabet="htps:/.<>\"'&@ )(]", max_size=60).map(lambda t: f"https://{t}")
)
def test_whatever_the_words_they_are_read_unchanged_and_only_links_are_markup(words: str) -> None:
    markup = str(linked(words))
    assert html.unescape(re.sub(r"</?a\b[^>]*>", "", markup)) == words
    assert all(tag in ("a", "/a") for tag in re.findall(r"<(/?\w+)", markup))
    assert all(link.startswith("https://") for link in re.findall(r'href="([^"]*)"', markup))


def test_a_citation_takes_the_place_of_the_line_that_says_it() -> None:
    text = "Use equipment of work.\nGuidance, section 5: Your own phone or camera.\n\nAnd this."
    first, second, third = parts_of(text, [CITATION])
    assert (first.words, second.citation, third.words) == (
        "Use equipment of work.",
        CITATION,
        "And this.",
    )


def test_a_citation_that_no_line_says_follows_at_the_end() -> None:
    assert [part.citation for part in parts_of("A rule.", [CITATION])] == [None, CITATION]


def test_a_question_back_to_the_person_cites_nothing() -> None:
    cited = {"section": "5", "clause": "5.a", "title": "A", "quotation": None}
    asked = message(1, "assistant", "Which?", custom={"kind": "unsure", "citations": [cited]})
    assert [part.citation for part in show(asked, LONDON).parts] == [None]
    answered = message(1, "assistant", "So.", custom={"kind": "answered", "citations": [cited]})
    assert show(answered, LONDON).parts[1].citation == Citation("5", "5.a", "A", None)


def test_times_are_those_of_the_clock_on_the_wall() -> None:
    shown = show(message(1, "person", "Hello"), LONDON)
    assert (shown.time, shown.day) == ("13:00", "Friday 3 July 2026")
    assert shown.moment == "2026-07-03T12:00:00+00:00"


def test_each_day_begins_once() -> None:
    days = show_all(
        [
            message(1, "person", "a"),
            message(2, "assistant", "b"),
            message(3, "person", "c", at=NOON + timedelta(days=1)),
        ],
        LONDON,
    )
    assert [shown.first_of_day for shown in days] == [True, False, True]


def test_buttons_are_for_pressing_until_the_person_says_something_else() -> None:
    buttons = (Button("Yes", "~one"), Button("No", "~two"))
    conversation = [
        message(1, "person", "a"),
        message(2, "assistant", "Sure?", buttons=buttons),
        message(3, "person", "Yes"),
        message(4, "assistant", "And now?", buttons=buttons),
        message(5, "assistant", "By the way.", buttons=buttons),
    ]
    shown = show_all(conversation, LONDON)
    assert [one.active for one in shown if one.replies] == [False, True, True]
    assert [reply.chosen for reply in shown[1].replies] == [True, False]


def test_words_without_a_reply_are_marked_as_waiting() -> None:
    shown = show_all(
        [message(1, "person", "a"), message(2, "assistant", "b"), message(3, "person", "c")], LONDON
    )
    assert [one.waiting for one in shown] == [False, False, True]


def test_a_picture_is_shown_from_an_https_address_only() -> None:
    for image, expected in (
        ("https://example.org/a.png", "https://example.org/a.png"),
        ("javascript:alert(1)", None),
    ):
        assert show(message(1, "assistant", "See", image=image), LONDON).image == expected


def test_a_suggestion_is_sent_as_it_reads() -> None:
    shown = welcome("Hello.", ["What can you do?"])
    assert [(reply.title, reply.payload) for reply in shown.replies] == [
        ("What can you do?", "What can you do?")
    ]
