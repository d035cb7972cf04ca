"""Every fixed sentence that the assistant says. The guidance's rules are in ``knowledge/``."""

from __future__ import annotations

GREETING = (
    "Hello. Ask me what the guidance says about photos and filming, phones, e-mail, social media, "
    "confidentiality or online bullying. Your own words will do."
)
WELCOME = "You are welcome."
GOODBYE = "Goodbye for now. I am here whenever you have a question."
CAPABILITIES = (
    "I am an automatic assistant, not a person. I answer questions about the staff guidance on "
    "digital technology and social media. I give you the rule, and where it stands. I make "
    "nothing up: when the guidance does not cover something, I say so.\n\n"
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

NOT_YET = "I cannot take this here yet."
CONFIDENTIAL = "Please do not write names or details of it in this chat."
CHOOSE_PROCEDURE = "Which of these do you need?"

STATUS = (
    "I cannot look up requests and reports here yet. Whoever you sent yours to can tell you how "
    "far it has got."
)
INDUCTION = (
    "The induction is not available here yet. Your line manager can give you the guidance to "
    "read and tell you how to show that you have read it. You can start with me now: ask "
    "anything, or read through a section."
)
OWNER = (
    "I cannot pass questions to the guidance owner yet. Until I can, please ask your line manager "
    "to raise it with them."
)

NOTHING_PENDING = {
    "affirm": "I am not waiting for a yes or no just now. What would you like to know?",
    "deny": "All right. Could you tell me a little more about what you need?",
    "cancel": "There is nothing to cancel. What would you like to know?",
    "go_back": "There is nothing to go back to. What would you like to know?",
    "skip": "There is nothing to skip. What would you like to know?",
    "restart_form": "Nothing has been started yet. What would you like to know?",
    "why": "I only know what the guidance says, and it does not always give its reasons.",
}
ASK_AGAIN = "What would you like to know?"

WHICH_SECTION = "Which section would you like to read?"
NO_MORE_IN_SECTION = "That was everything in section {section}."
NO_SUCH_SECTION = "The guidance has no section {section}."
CLAUSE_GONE = "I cannot find that rule any more. Please ask me again in your own words."

MORE_ON_SECTION = "More on section {section}"
READ_ON = "Read on"
ASK_OWNER = "Put it to the guidance owner"

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
