"""Faults that a person can mend: one sentence that names the fault, one that names the cure."""

from __future__ import annotations


class Fault(Exception):
    """Stops a command or the start.

    `str(fault)` is what the person reads: the fault, then the cure.
    """

    def __init__(self, fault: str, cure: str) -> None:
        super().__init__(f"{fault} {cure}")
        self.fault = fault
        self.cure = cure
