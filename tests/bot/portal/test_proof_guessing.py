from __future__ import annotations

from bot.settings import Settings
from tests.bot.live import Live


def test_guessing_links_is_slowed_down(settings: Settings) -> None:
    live = Live(settings)  # of its own: whoever guesses is slowed down for all else too
    try:
        school = live.browser()
        answers = {school.get(f"/proof/{number}").status_code for number in range(70)}
    finally:
        live.stop()
    assert answers == {404, 429}
