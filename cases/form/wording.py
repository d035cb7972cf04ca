"""Every fixed sentence of a form."""

from __future__ import annotations

TAKES = "It takes about {minutes} minutes."
TAKES_ONE = "It takes about a minute."
SEEN_BY = "{who} will see it."
ASKS = "I ask up to {count} questions, starting with {what}."
ASKS_FEW = "I only ask {what}."
ANY_TIME = "You can say “why”, “back”, “skip”, “change” or “cancel” at any time."
TAKEN_OVER = "I have put down: {what}. You can change it."

YES, NO = "Yes", "No"
SKIP = "Skip this"
KEEP = "Keep “{words}”"
MAY_SKIP = "You can skip this."
CHOSEN = "So far: {what}. Choose another, or say “that is all”."
THAT_IS_ALL = "That is all"
WAS = "You said: {words}."

EXAMPLE = "for example “{example}”"
EXAMPLE_AFTER = "For example “{example}”"
WAYS_OUT = "If this is not working, choose what to do:"
SAVE = "Save it for later"
PERSON = "Talk to a person"
CANCEL = "Cancel"

SKIPPED = "Left out."
NOT_OPTIONAL = "I cannot leave this one out."
KEPT_AS_IT_WAS = "I have kept it as it was."
FIRST_QUESTION = "This is the first question."
OTHERWISE = "You can choose one of these instead:"
STALE = "That button belongs to something earlier, so I have changed nothing."
NOTHING_LOST = "Everything you told me is kept."

SUMMARY = "This is what I have:"
NOT_GIVEN = "not given"
SEND = "Shall I send it? Nothing is sent until you say yes."
SEND_TO = "It goes to {who}."
SEND_BUTTON = "Send it"
# Nothing goes to the school: the person has the letter and hands it over.
WITH_LETTER = "It goes to your own cases, with a letter to {who} that you hand over yourself."
CHANGE_BUTTON = "Change something"
CHECK_SUMMARY = "Say “yes” to send it, or tell me what to change."
WHY_SUMMARY = "I ask so that nothing is sent that you have not checked."
CHANGE_WHICH = "Which answer do you want to change?"
COME_TO_THAT = "We come to that."
TOO_EARLY = "{words} is before {earlier}: please give a later date"
ASKED_AGAIN = "“{what}” would be before that now, so I ask for it again."
NOTHING_TO_CHANGE = "There is nothing to change yet."
NO_CHANGE = "Leave it as it is"
HIDDEN = "{start}… (hidden here, sent in full)"

CANCEL_SURE = (
    "Shall I throw away what you have told me? Nothing has been sent. You can also save it for "
    "later."
)
CANCEL_YES, CANCEL_NO = "Yes, throw it away", "No, go on"
CANCELLED = "I have cancelled it. Nothing was sent."
STOPPED = "I have stopped here. Nothing was sent."
PAUSED = (
    "I have saved it for {days} days. Say “continue my form” when you are ready. Nothing has been "
    "sent."
)
STARTED_AGAIN = "We start again."
RESUMED = "We were in the middle of “{title}”. I have kept your answers."
OUTDATED = "A date you gave has passed by now, so I ask for it again."
GONE = "That form is no longer in use. Nothing was sent. Please start again."

FILE_ADDED = "I have added {what}."
FILES_KEPT = "I have kept {what} with this form."

DANGER = (
    "If anyone is in danger now, ring 999. Do that first, and keep yourself safe. Then tell the "
    "designated safeguarding lead straight away. You can go on here afterwards."
)
