"""Outside a form: tells words that have us start something from questions to us.

"Report a fake account in my name" and "I need permission to video the concert" want a form. "Must
I report it?" and "do I need permission?" are questions. What is to be started, the nearest phrases
tell (`actions.meant`): only where both agree is anything begun.
"""

from __future__ import annotations

import re

from nlu.patterns import plain

LONGEST = 30  # words; a longer message tells a story

_OPENING = re.compile(
    r"(?:(?:hi|hello|hey|ok|okay|please|right|so|and|also|now|yes|yeah|just|actually|sorry|well)\b"
    r" ?)+"
)
_POLITE = re.compile(
    r"(?:(?:can|could|will|would) (?:you|u)(?: please| kindly| just| help me(?: to)?)*"
    r"|(?:can|could|may) i (?:please )?"
    r"(?=ask (?:for|to)\b|apply|request|submit|put in\b|start\b|make an? (?:report|request))"
    r"|i(?:'d| would)? (?:really |just )?(?:like|want|wanna|need|wish|have|would like|am going)"
    r"(?: you)?(?: to)?(?= |$)"
    r"|i(?:'m| am) (?:looking|trying|hoping|here|going) to|i(?:'ve| have)(?: got)? to|i must"
    r"|let me|let(?:'s| us)|help me(?: to)?|time to) ?"
)
_COMMAND = re.compile(
    r"(?:report|log|record|raise|register|submit|file|whistleblow|whistle blow|lodge|notify|flag"
    r"|apply|request|start|begin|open|suggest|propose)\b"
    r"|(?:tell|inform|alert|let) (?:the|my|a|our|some)\w* ?(?:[\w'-]+ ){0,3}?"
    r"(?:know\b|about\b|that\b|(?:a|my) )"
    r"|ask (?:the |my |our |a |an |for |if |to |leadership|slt|someone)"
    r"|put (?:in|a question)\b|fill (?:in|out)\b"
    r"|send (?:in )?(?:an?|my) (?:request|report|complaint|question)"
    r"|withdraw (?:image |photo |picture )?consent"
    r"|(?:make|write) (?:a|an|my|the) (?:[\w-]+ )?"
    r"(?:report|complaint|request|application|letter|suggestion)"
    r"|(?:get|obtain|have|seek|gain)(?: the| some| a)? "
    r"(?:approval|permission|agreement|consent from the head)\b"
    r"|(?:ask )?(?:approval|permission|agreement|consent) (?:to|for|from)\b|permission\b"
    r"|letter (?:asking|to|for|requesting)\b|complain\b"
)
# At the end of what happened: "…, report it", "and I want to report it", "start a report".
_AT_THE_END = re.compile(
    r"\b(?:(?:report|log|record|register|flag|start|raise) (?:it|this|that|them|him|her)"
    r"|(?:start|make|file|log|open) an? (?:report|request|form|complaint))(?: please| now)?$"
)
_FORM = re.compile(r"(?:[\w'-]+ ){1,6}(?:form|permission|request)(?: please)?$")
_NEED = re.compile(r"\bi (?:need|want|have) to (?:ask|report|log|apply|request)\b")
# Questions, whatever stands in them.
_INTERROGATIVE = re.compile(
    r"^(?:what|which|who|whom|whose|when|where|why|how|is|are|am|was|were|do|does|did|has|have|had"
    r"|should|shall|must|may i not|might|would it|will (?:i|it|they|we|the)|isn't|aren't|don't"
    r"|doesn't|can (?!i\b|you\b|u\b|we\b)|could (?!i\b|you\b|u\b|we\b)|if)\b"
)
_ASKS = re.compile(
    r"\b(?:what|how|where|when|whom|why) (?:do|does|should|can|must|are|is|would|will|to)\b"
    r"|\b(?:do|should|must|can|may|could|shall|am|does|is|are) (?:i|we|it|they|this|that|there)\b"
    r"|\b(?:tell|explain|remind|show) (?:me|us)\b"
    r"|\b(?:rules?|policy|guidance) (?:says?|on|about|for)\b"
    r"|\b(?:or not|allowed|still apply|what happens|what if|is enough|is needed|is required)\b"
)


def may_be_a_start(words: str) -> bool:
    """Whether the words do not open or end as a question does."""
    said = _OPENING.sub("", plain(words), count=1)
    return not words.rstrip().endswith("?") and _INTERROGATIVE.match(said) is None


def asks_to_start(words: str) -> bool:
    """Whether the words are a command or a wish to have something started."""
    said = plain(words)
    if not said or len(said.split()) > LONGEST:
        return False
    said = _OPENING.sub("", said, count=1) if _OPENING.match(said) else said
    polite = _POLITE.match(said)
    wanted = said[polite.end() :] if polite else said
    wanted = _OPENING.sub("", wanted, count=1) if _OPENING.match(wanted) else wanted
    if not polite and _INTERROGATIVE.match(said):
        return False
    # A mark makes a question of anything but a polite command.
    if words.rstrip().endswith("?") and not (
        polite and said.startswith(("can", "could", "will", "would"))
    ):
        return False
    found = _COMMAND.match(wanted)
    at_the_end = _AT_THE_END.search(said) or _NEED.search(said)
    if not (found or at_the_end or _FORM.fullmatch(said)):
        return False
    return _ASKS.search(_after_if(wanted)) is None


def _after_if(wanted: str) -> str:
    """Without what somebody else is to be asked: "ask the head if I can film"."""
    return re.sub(r"^ask .{0,40}?\b(?:if|whether|about) .*$", "ask", wanted)
