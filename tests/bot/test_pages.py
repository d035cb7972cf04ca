from __future__ import annotations

from pathlib import Path

from bot.pages import Pages


def test_what_is_put_into_a_page_is_escaped(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("{{ organisation }}: {{ words }}{{ nothing.given.at.all }}")
    page = Pages("ArtForms", tmp_path).render("page.html", 410, words="<script>")
    assert page.body == b"ArtForms: &lt;script&gt;"
    assert page.status_code == 410
    assert page.headers["Cache-Control"] == "no-store"
