from __future__ import annotations

from bot.portal.charts import LABEL, VALUE, WIDTH, Stack, labelled_above, stacked

KEY = (("a", "First"), ("b", "Second"))
ROWS = [
    Stack("Jan", (("a", 1), ("b", 3)), "4"),
    Stack("Feb", (("a", 0), ("b", 2)), "2"),
    Stack("Mar", (("a", 0), ("b", 0)), "0"),
]


def test_bars_are_as_long_as_their_numbers_and_stand_in_a_row() -> None:
    chart = stacked("c", "Title", "Description", ROWS, KEY)
    room = WIDTH - LABEL - VALUE
    assert [(bar.kind, bar.x, bar.width) for bar in chart.bars] == [
        ("a", LABEL, room / 4),
        ("b", LABEL + room / 4, room * 3 / 4),
        ("b", LABEL, room / 2),
    ]
    tops = sorted({bar.y for bar in chart.bars})
    assert tops[1] - tops[0] == chart.height / 3
    assert [word.words for word in chart.words] == ["Jan", "4", "Feb", "2", "Mar", "0"]
    assert max(bar.x + bar.width for bar in chart.bars) <= WIDTH - VALUE


def test_long_labels_stand_above_their_bars() -> None:
    chart = labelled_above("c", "Title", "Description", ROWS, KEY)
    label = next(word for word in chart.words if word.words == "Jan")
    assert label.x == 0
    assert label.y < chart.bars[0].y
    assert max(bar.y + bar.height for bar in chart.bars) <= chart.height


def test_nothing_is_a_chart_without_bars() -> None:
    chart = stacked("c", "Title", "Description", [Stack("Jan", (("a", 0),), "0")], KEY)
    assert chart.bars == ()
    assert stacked("c", "Title", "Description", [], KEY).height > 0
