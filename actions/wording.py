"""Every fixed sentence that the assistant says. The guidance's rules are in ``knowledge/``."""

from __future__ import annotations

GREETING = (
    "Hello. Ask me what the guidance says about photos and filming, phones, e-mail, social media, "
    "confidentiality or online bullying. You can ask for permissions and make reports here too. "
    "Your own words will do."
)
HELLO = "Hello."
WELCOME = "You are welcome."
GOODBYE = "Goodbye for now. I am here whenever you have a question."
CAPABILITIES = (
    "I am an automatic assistant, not a person. I answer questions about the staff guidance on "
    "digital technology and social media. I give you the rule, and where it stands. I make "
    "nothing up: when the guidance does not cover something, I say so.\n\n"
    "I also take requests for permission and reports, for example “I want to ask for permission to "
    "film” or “report cyberbullying”, and tell you what became of them: “what’s happening with my "
    "request?”.\n\n"
    "Ask in your own words, for example “can I film my group at the concert?”. Or pick a section:"
)
PERSON = (
    "I cannot put you through to anyone from here, but these people can help.\n"
    "• Most questions: your line manager.\n"
    "• A student who gets in touch with you, or your own camera or phone for pictures: the Head "
    "of ArtForms.\n"
    "• A worry about a child: the designated safeguarding lead.\n"
    "• If going to your manager is hard: your union, your professional association or Education "
    "Support.\n"
    "If anyone is in danger now, ring 999."
)

CHOOSE_PROCEDURE = "Which of these do you need?"
PROCEDURE_GONE = "There is no such form any more."

IN_PRIVATE = (
    "Others can read along here, so let us do this in private. Write to me on my own, or open "
    "{link}"
)

# Forms
WELCOME_BACK = "Welcome back. You were in the middle of “{title}”. I have kept your answers."
WAITING_FORM = "You were in the middle of “{title}”, last on {day}."
BEGUN_BEFORE = (
    "You have begun “{title}” before, last on {day}. Would you like to go on with it, or start "
    "afresh?"
)
GO_ON, START_AFRESH = "Go on with it", "Start afresh"
WHICH_FORM = "Which form would you like to go on with?"
NO_FORM = "You have no unfinished form. What would you like to do?"
PAUSED_OTHER = "I have kept “{title}” for you. Say “continue my form” to go back to it."
FORM_GONE = "That form is over, so there is nothing to answer just now. What would you like to do?"
STALE_BUTTON = "That button belongs to something earlier, so I have changed nothing."
SIMILAR = (
    "You sent a very similar request on {day}: {reference}. It is still open. You can go on here "
    "if this is another one."
)
SEE_IT, STOP_THIS = "See that one", "Stop this one"
USE_AGAIN = "Use my request of {day} again"
WHICH_AGAIN = "Which one would you like to use again?"
NOTHING_TO_USE = (
    "I can find no earlier request of yours to use again. What would you like to ask for?"
)
USED_AGAIN = "{title}. I have taken the answers of {reference}: {taken}. You can change them."
USED_AGAIN_ASKS = "I only ask for this again: {what}."

# Cases
NO_CASES = "You have sent no requests or reports yet. What would you like to do?"
YOUR_CASES = "These are your requests and reports, the newest first:"
OVER_CASES = "Over in the last {days} days:"
WHICH_CASE = "Which one do you mean?"
MISTYPED = (
    "{reference} is no reference of ours: a letter or digit has been mistyped. Please check "
    "it, and send it again."
)
NOT_THEIRS = "I can find nothing of yours with the reference {reference}."
NOTHING_WAITS = "Nothing waits for you. New cases are told to you here and by e-mail."
WAITS = "{count} {cases} for you, the most urgent first:"
MORE_WAIT = "There are {count} more under “My cases”."
NOT_A_HANDLER = "No cases come to you. You can ask me what is happening with your own requests."

WRITE_ANSWER = "Please write your answer. Your next message goes to whoever asked, on {reference}."
FILES_WAIT = "I have taken what you sent, and send it with your answer."
ANSWER_SENT = "Thank you. I have passed your answer on to {who}, on {reference}."
NOTHING_ASKED = "Nothing is being asked about {reference} just now."
WAS_IT_AN_ANSWER = "A question about {reference} waits for your answer. Was this meant for it?"
SEND_AS_ANSWER = "Send this as my answer to {reference}"
ANSWER_LATER = "Answer later"
ANSWER_WAITS = "All right. I have sent nothing. You find it under “My requests”."
DECIDED_MEANWHILE = "{reference} has been decided meanwhile, so no answer is needed any more."
NOT_ASKED_ANY_MORE = "Nothing is being asked about {reference} any more."
AS_MESSAGE = "Shall I put your words on it, as a message to {who}?"
SEND_AS_MESSAGE = "Yes, send it as a message"
MESSAGE_SENT = "I have put your words on {reference}, as a message to {who}."
CLOSED = "It is closed, so nothing more can be put on it. Your words are still above here."
NOT_NOW, NO = "Not now", "No"
LEFT_ALONE = "All right. I have changed nothing."
WITHDRAW_SURE = "Do you want to take back {reference}? Whoever has it is told, and it is over then."
WITHDRAW_YES = "Yes, take it back"
WITHDRAWN = "I have taken {reference} back, and told {who}."
NOTHING_TO_WITHDRAW = "You have nothing open that could be taken back."
TOO_LATE = "{reference} is over already, so it cannot be taken back."

HEADTEACHER_DECISION = "Did the Headteacher agree to {reference}?"
AGREED, NOT_AGREED = "Yes, they agreed", "No, they did not"
HEADTEACHER_WORDS = "What did they say? Conditions of theirs belong here too. You can leave it out."
NOTHING_MORE = "Nothing more"
HEADTEACHER_NOTED = "Thank you. I have put it on {reference}. Your line manager can see it there."
HEADTEACHER_SURE = "Shall I put this on {reference}: {what}?"
HEADTEACHER_AGREED, HEADTEACHER_REFUSED = "the Headteacher agreed", "the Headteacher did not agree"
HEADTEACHER_IN_WORDS = "{what}, with the words “{words}”"
HEADTEACHER_YES = "Yes, put it there"

CHECKS = {
    "approve": "The guidance demands these before an approval. Does each of them hold?\n{checks}",
    "resolve": "The guidance demands these before it is over. Is each of them done?\n{checks}",
}
CHECKS_YES = {"approve": "Yes, all of them", "resolve": "Yes, all of these are done"}
CHECKS_NO = "Not all"
STILL_ASKED = "Your own question about it has no answer yet."
CHECKS_MISSING = (
    "Then nothing is decided yet. Ask for more information, or tick the checks one by one under "
    "“My cases”."
)
REASON = {
    "approve": "Would you like to add a word to the approval of {reference}?",
    "decline": "What is the reason for declining {reference}? It is told as you write it.",
    "more_information": "What would you like to know about {reference}? Please ask one question.",
    "resolve": "How was {reference} resolved? It is told as you write it.",
}
NO_REASON = "No, nothing to add"
DECIDE_SURE = {
    "approve": "Approve {reference}, “{title}”?",
    "decline": "Decline {reference}, “{title}”?",
    "more_information": "Ask this about {reference}, “{title}”?",
    "resolve": "Close {reference}, “{title}”, as resolved?",
}
YOUR_REASON = "Your words: {reason}"
DECIDE_YES = {
    "approve": "Yes, approve it",
    "decline": "Yes, decline it",
    "more_information": "Yes, ask it",
    "resolve": "Yes, it is resolved",
}
OTHER_REASON = "Change the words"
DECIDED = {
    "approve": "{reference} is approved. {who} is told.",
    "decline": "{reference} is declined. {who} is told, with your reason.",
    "more_information": "I have asked {who}. Their answer comes to you, on {reference}.",
    "resolve": "{reference} is resolved. {who} is told.",
}

INDUCTION = (
    "The induction is not available here yet. Your line manager can give you the guidance to "
    "read and tell you how to show that you have read it. You can start with me now: ask "
    "anything, or read through a section."
)

NO_QUESTION = "What would you like to ask the guidance owner? Put your question to me first."

NOTHING_PENDING = {
    "affirm": "I am not waiting for a yes or no just now. What would you like to know?",
    "deny": "All right. Could you tell me a little more about what you need?",
    "cancel": "There is nothing to cancel. What would you like to know?",
    "go_back": "There is nothing to go back to. What would you like to know?",
    "skip": "There is nothing to skip. What would you like to know?",
    "restart_form": "Nothing has been started yet. What would you like to know?",
    "change_answer": "There is no form under way. What would you like to know?",
    "pause_form": "There is no form under way. What would you like to know?",
    "answer": "That button belongs to a form that is over. What would you like to do?",
    "confirm": "That button belongs to a form that is over. What would you like to do?",
    "files_sent": (
        "There is no form under way that a file could go with. Start one first, then send it again."
    ),
    "why": "I only know what the guidance says, and it does not always give its reasons.",
}
NO_WORDS = "I can only read words. Could you put that in a few words for me?"
ASK_AGAIN = "What would you like to know?"

WHICH_SECTION = "Which section would you like to read?"
NO_MORE_IN_SECTION = "That was everything in section {section}."
NO_SUCH_SECTION = "The guidance has no section {section}."
CLAUSE_GONE = "I cannot find that rule any more. Please ask me again in your own words."

MORE_ON_SECTION = "More on section {section}"
READ_ON = "Read on"
ASK_OWNER = "Put it to the guidance owner"
GO_ON_WITH = "Go on with it"

DANGER = {
    "suicide": (
        "If someone’s life is in danger now, ring 999 and do not leave them alone.\n"
        "Tell the designated safeguarding lead straight away. Never promise to keep it secret.\n"
        "Samaritans listen at any hour, free, on 116 123. Childline, for anyone under 19, is on "
        "0800 1111.\n"
        "If it is you who feels this way, please talk to someone now: Samaritans on 116 123, "
        "NHS 111, or Education Support on 08000 562 561."
    ),
    "abuse": (
        "If a child is in danger now, ring 999.\n"
        "Tell the designated safeguarding lead straight away, today. Do not look into it "
        "yourself, do not promise to keep it secret, and keep any messages just as they are.\n"
        "The NSPCC advises adults on 0808 800 5000. Childline, for anyone under 19, is on "
        "0800 1111. Online sexual abuse or grooming can also be reported to CEOP, at "
        "ceop.police.uk."
    ),
    "danger": (
        "If anyone is in danger now, ring 999. Do that first, and keep yourself safe.\n"
        "Then tell the designated safeguarding lead straight away; in a school, tell the school "
        "too.\n"
        "Childline, for anyone under 19, is on 0800 1111. The NSPCC advises adults on "
        "0808 800 5000."
    ),
}
