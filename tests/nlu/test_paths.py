from __future__ import annotations

from pathlib import Path

import pytest

from nlu.paths import ROOT, encoder_folder


def test_the_encoder_is_where_set_up_puts_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ASSISTANT_ENCODER", raising=False)
    assert encoder_folder() == ROOT / ".build" / "encoder"
    monkeypatch.setenv("ASSISTANT_ENCODER", "/elsewhere")
    assert encoder_folder() == Path("/elsewhere")
