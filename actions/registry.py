"""All actions, made once with what they need."""

from __future__ import annotations

from rasa_sdk.executor import ActionExecutor

from actions.answer import AnswerAction
from actions.base import StaffAction
from actions.commands import NothingPendingAction
from actions.guidance import Guidance
from actions.procedures import StartProcedureAction
from actions.reading import MoreOnSectionAction
from actions.small_talk import CapabilitiesAction, fixed
from cases.procedures import Procedures
from nlu.nearest import Encoder


def all_actions(guidance: Guidance, procedures: Procedures, encoder: Encoder) -> list[StaffAction]:
    """Every action of ``domain.yml``."""
    return [
        AnswerAction(guidance, procedures),
        MoreOnSectionAction(guidance, procedures),
        NothingPendingAction(guidance, procedures),
        CapabilitiesAction(guidance),
        StartProcedureAction(procedures, encoder),
        *fixed(),
    ]


def executor_for(actions: list[StaffAction]) -> ActionExecutor:
    """The SDK's executor with these actions registered."""
    executor = ActionExecutor()
    for action in actions:
        executor.register_action(action)
    return executor
