"""The roles that people hold, and how they are called."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ROLES: Mapping[str, str] = MappingProxyType(
    {
        "staff": "Member of staff",
        "new_starter": "New starter",
        "volunteer": "Volunteer",
        "line_manager": "Line manager",
        "senior_manager": "Senior manager",
        "senior_leader": "Senior leader",
        "head": "Head",
        "guidance_owner": "Guidance owner",
        "safeguarding_lead": "Designated safeguarding lead",
        "administrator": "Administrator",
    }
)


def title_of(role: str) -> str:
    """How the role is called; one that only the organisation knows is called by its name."""
    return ROLES.get(role, role.replace("_", " ").capitalize())
