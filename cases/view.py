"""A case as the REST interface words it (DESIGN 5.5)."""

from __future__ import annotations

from typing import Any

from cases.model import Attachment, Case


def case_json(case: Case) -> dict[str, Any]:
    """The case as data that JSON can hold; moments are ISO 8601, people e-mail addresses."""
    return {
        "reference": case.reference,
        "procedure": case.procedure,
        "state": case.state,
        "outcome": case.outcome,
        "conditions": list(case.conditions),
        "reporter": case.reporter,
        "handler": case.handler,
        "submitted_at": case.submitted_at.isoformat(),
        "due_at": case.due_at.isoformat(),
        "answers": {slot: answer.value for slot, answer in case.answers.items()},
        "checks": [
            {"id": each.id, "text": each.text, "ticked": each.ticked} for each in case.checks
        ],
        "events": [
            {
                "at": each.at.isoformat(),
                "actor": each.actor,
                "kind": each.kind,
                "note": each.note,
            }
            for each in case.events
        ],
    }


def short_json(case: Case) -> dict[str, str]:
    """What a message says of a case (``custom.case``)."""
    return {
        "reference": case.reference,
        "procedure": case.procedure,
        "state": case.state,
        "handler": case.handler,
    }


def file_json(file: Attachment) -> dict[str, Any]:
    """A file of a case; its content is fetched apart. ``size`` is in bytes."""
    return {
        "id": file.id,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "at": file.at.isoformat(),
        "person": file.person,
    }
