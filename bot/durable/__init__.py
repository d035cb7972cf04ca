"""Work that must outlive this process: durable workflows (DBOS) in our own database.

They carry ids, never text. `bot.durable.engine` starts them, the other modules say what each does.
"""

from __future__ import annotations

from bot.durable.engine import Durable
from bot.durable.hands import Hands

__all__ = ["Durable", "Hands"]
