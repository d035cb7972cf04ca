"""All actions, made once with what they need."""

from __future__ import annotations

from rasa_sdk.executor import ActionExecutor

from actions.answer import AnswerAction
from actions.base import StaffAction
from actions.case_status import (
    AnswerCaseAction,
    CaseStatusAction,
    HeadteacherSaidAction,
    WithdrawAction,
)
from actions.commands import NothingPendingAction
from actions.desk import Desk
from actions.form_turn import FormTurnAction
from actions.guidance import Guidance
from actions.meant import Meant
from actions.passing_on import OpenQuestion, SendWordsAction
from actions.procedures import (
    AskOwnerAction,
    ContinueFormAction,
    StartProcedureAction,
    UseAgainAction,
)
from actions.reading import MoreOnSectionAction
from actions.small_talk import CapabilitiesAction, GreetAction, fixed
from actions.talks.answering import Answering
from actions.talks.base import Talk
from actions.talks.deciding import Deciding
from actions.talks.headteacher import Headteacher
from actions.talks.withdrawing import Withdrawing
from actions.waiting import DecideAction, WaitingAction
from nlu.nearest import Encoder

PREFIX = "action_"
# The action of each intent that a form answers by the way is named after it, but for this one.
ASK, ANSWER = "ask", "action_answer"


def all_actions(guidance: Guidance, desk: Desk, encoder: Encoder) -> list[StaffAction]:
    """Every action of ``domain.yml``."""
    start = StartProcedureAction(desk, guidance, Meant(desk.procedures, encoder))
    answer = AnswerAction(guidance, desk.procedures, start, OpenQuestion(desk))
    actions: list[StaffAction] = [
        answer,
        start,
        MoreOnSectionAction(guidance, desk.procedures),
        CapabilitiesAction(guidance),
        GreetAction(desk, guidance),
        ContinueFormAction(desk, guidance),
        UseAgainAction(desk, guidance),
        AskOwnerAction(desk, guidance),
        CaseStatusAction(desk, guidance, answer),
        WithdrawAction(desk, guidance),
        AnswerCaseAction(desk, guidance),
        HeadteacherSaidAction(desk, guidance, answer),
        SendWordsAction(desk, guidance),
        WaitingAction(desk, guidance),
        DecideAction(desk, guidance),
        *fixed(),
    ]
    asides = {each.name().removeprefix(PREFIX): each for each in actions}
    asides[ASK] = asides.pop(ANSWER.removeprefix(PREFIX))
    talks: list[Talk] = [Answering(), Withdrawing(), Headteacher(), Deciding()]
    return [
        *actions,
        NothingPendingAction(guidance, desk.procedures),
        FormTurnAction(desk, guidance, {talk.kind: talk for talk in talks}, asides),
    ]


def executor_for(actions: list[StaffAction]) -> ActionExecutor:
    """The SDK's executor with these actions registered."""
    executor = ActionExecutor()
    for action in actions:
        executor.register_action(action)
    return executor
