"""Answers a question from the knowledge: a list of small steps, each of which may end it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.answer import Answer, Answered, NotCovered, OutOfScope, Unsure
from knowledge.build import Learned, learn_or_load
from knowledge.calibration import Calibration
from knowledge.evidence import FEATURES, Evidence
from knowledge.follow_up import is_follow_up
from knowledge.lexical import terms_of
from knowledge.library import Clause, Library, Topic
from knowledge.quotations import Quotations
from knowledge.shelf import ENCODER_FOLDER, INDEX_FOLDER
from nlu.encoder import SentenceEncoder

# A question of a few words ('can I use my phone?') may mean rules of several sections: it is asked
# back when a second section draws this share of what the first draws. One of more words is
# asked back only when no section draws a clear share. A single word is a heading, not a question.
_FEW_WORDS = 3
_RIVAL = 0.5
_CLEAR_SECTION = 0.35
_CLEAR_CLAUSE = 0.8
# From this cosine on, the words are as good as those of a known ambiguity.
_AS_GOOD_AS_SAID = 0.85
# Below this cosine the nearest clauses have nothing to do with the question.
_WORTH_NAMING = 0.55
_NEAREST_CLAUSE = FEATURES.index("nearest clause phrase")
# A second rule is shown when it draws at least this share of what the first draws.
_SECOND_RULE = 0.6


@dataclass(frozen=True)
class Hearing:
    """A question on its way through the steps.

    ``chance`` is that of being covered at all; ``ranking`` holds every clause, the likeliest first,
    and ``shares`` how the clauses divide the evidence between them, adding up to 1; ``topic`` is
    the not-covered topic that beats every clause, if one does; ``words`` counts the words that
    carry meaning; ``may_mean`` holds the clauses that words known to be ambiguous may mean;
    ``readable`` tells whether the letters are ours.
    """

    evidence: Evidence
    chance: float
    ranking: tuple[Clause, ...]
    shares: tuple[float, ...]
    topic: Topic | None
    words: int
    may_mean: tuple[Clause, ...]
    readable: bool


Step = Callable[["Retriever", Hearing], Answer | None]


class Retriever:
    """Finds the clauses a question is about, or tells that there is none.

    Safe to share between threads: nothing changes after it is made.
    """

    def __init__(
        self,
        library: Library,
        encoder: SentenceEncoder,
        learned: Learned,
        quotations: Quotations,
    ) -> None:
        self.library = library
        self.encoder = encoder
        self._learned = learned
        self._quotations = quotations
        self._targets: list[Clause | Topic] = [*library.clauses, *library.topics]
        self._ambiguous = [(each, encoder.encode(each.asked_as)) for each in library.ambiguities]

    @property
    def calibration(self) -> Calibration:
        """How evidence becomes a decision, and how well it did in cross-validation."""
        return self._learned.calibration

    @classmethod
    def open(cls, root: Path, build: Path) -> Retriever:
        """Opens the knowledge in ``root/knowledge`` with what set-up made in ``build``.

        What has to be learnt anew, because a phrase changed, is learnt now and kept in ``build``.

        Raises:
            KnowledgeError: the knowledge has faults.
            EncoderError: set-up has not been run.
            DocumentError: a document in ``knowledge/official`` cannot be read.
        """
        library = Library.load(root / "knowledge")
        encoder = SentenceEncoder(build / ENCODER_FOLDER)
        learned = learn_or_load(library, encoder, build / INDEX_FOLDER)
        quotations = Quotations.load(root / "knowledge" / "official")
        return cls(library, encoder, learned, quotations)

    def answer(self, question: str, previous: str | None = None) -> Answer:
        """The answer to ``question``; ``previous`` is the question before it, if there was one."""
        return self.decide(self.hear(question, previous))

    def decide(self, hearing: Hearing) -> Answer:
        """What the evidence amounts to."""
        for step in STEPS:
            if (answer := step(self, hearing)) is not None:
                return answer
        raise AssertionError("the last step always answers")

    def hear(self, question: str, previous: str | None = None) -> Hearing:
        """The evidence for a question, before any decision."""
        question = _bare(question)
        if previous and is_follow_up(question):
            return self._hear_together(previous, question)
        hearing = self._hear(question, self.encoder.encode([question])[0])
        if previous and self._leans(hearing):
            return self._hear_together(previous, question)
        return hearing

    def _hear(self, question: str, vector: np.ndarray) -> Hearing:
        evidence = self._learned.witness.hear(vector)
        number = len(self.library.clauses)
        scores, shares = evidence.scores[:number], evidence.probabilities[:number]
        order = np.argsort(-scores)
        winner = self._targets[int(evidence.scores.argmax())]
        return Hearing(
            evidence=evidence,
            chance=self._learned.calibration.chance(evidence),
            ranking=tuple(self.library.clauses[position] for position in order),
            shares=tuple(float(share) for share in shares[order] / max(shares.sum(), 1e-9)),
            topic=winner if isinstance(winner, Topic) else None,
            words=len(terms_of(question)),
            may_mean=self._may_mean(vector, evidence.likeness),
            readable=_in_our_letters(question),
        )

    def _hear_together(self, previous: str, question: str) -> Hearing:
        """Both questions say what it is about, the new one by itself what is new in it."""
        both = f"{previous} {question}"
        together, alone = self.encoder.encode([both, question])
        vector = together + alone
        return self._hear(both, vector / np.linalg.norm(vector))

    def _leans(self, hearing: Hearing) -> bool:
        """Whether a few words that say little by themselves may lean on the question before."""
        if hearing.words > _FEW_WORDS or hearing.may_mean:
            return False
        answer = self.decide(hearing)
        return isinstance(answer, Unsure) or (
            isinstance(answer, NotCovered) and answer.topic is None
        )

    def _may_mean(self, vector: np.ndarray, likeness: float) -> tuple[Clause, ...]:
        """The clauses of the ambiguity whose words are nearest, if nothing else is nearer."""
        nearest = [(float((vectors @ vector).max()), each) for each, vectors in self._ambiguous]
        cosine, ambiguity = max(nearest, key=lambda pair: pair[0], default=(0.0, None))
        if ambiguity is None or cosine < max(_AS_GOOD_AS_SAID, likeness):
            return ()
        found = (self.library.by_id[identifier] for identifier in ambiguity.may_mean)
        return tuple(clause for clause in found if isinstance(clause, Clause))

    def section(self, number: str) -> tuple[Clause, ...]:
        """The clauses of a section, in the guidance's order; none for a number that it lacks."""
        return tuple(clause for clause in self.library.clauses if clause.section == number)

    def clause(self, identifier: str) -> Answered | None:
        """The answer that one clause gives, for a person who chose it; None if there is none."""
        found = self.library.by_id.get(identifier)
        return self._answered((found,), 1.0) if isinstance(found, Clause) else None

    def _answered(self, clauses: tuple[Clause, ...], score: float) -> Answered:
        return Answered(
            clauses=clauses,
            score=score,
            quotations=tuple(self._quotations.of(clause) for clause in clauses),
            next_steps=tuple(
                dict.fromkeys(
                    clause.procedure for clause in clauses if clause.procedure is not None
                )
            ),
        )

    def _refuse_other_scripts(self, hearing: Hearing) -> Answer | None:
        return None if hearing.readable else OutOfScope((), 0.0)

    def _ask_what_is_meant(self, hearing: Hearing) -> Answer | None:
        return Unsure(hearing.may_mean, hearing.chance) if hearing.may_mean else None

    def _refuse_what_is_far(self, hearing: Hearing) -> Answer | None:
        calibration = self._learned.calibration
        if hearing.chance >= calibration.answer_from:
            return None
        outside = hearing.topic is not None and hearing.topic.out_of_scope
        if outside or hearing.evidence.likeness < calibration.near_from:
            return OutOfScope((), hearing.chance)
        return None

    def _refuse_what_is_not_covered(self, hearing: Hearing) -> Answer | None:
        if hearing.chance >= self._learned.calibration.answer_from:
            return None
        sure = (
            hearing.topic is not None
            and hearing.evidence.scores.max() >= self.calibration.name_from
        )
        topic = hearing.topic if sure else None
        near = (
            hearing.ranking[:2]
            if hearing.evidence.features[_NEAREST_CLAUSE] >= _WORTH_NAMING
            else ()
        )
        return NotCovered(topic, near, hearing.chance)

    def _ask_which(self, hearing: Hearing) -> Answer | None:
        if hearing.words <= 1:
            clear = hearing.shares[0] >= _CLEAR_CLAUSE
            return None if clear else Unsure(hearing.ranking[:3], hearing.chance)
        shares: dict[str, float] = {}
        first: dict[str, Clause] = {}
        for clause, share in zip(hearing.ranking, hearing.shares, strict=True):
            shares[clause.section] = shares.get(clause.section, 0.0) + share
            first.setdefault(clause.section, clause)
        sections = sorted(shares, key=lambda section: -shares[section])[:3]
        rivals = [each for each in sections if shares[each] >= _RIVAL * shares[sections[0]]]
        if hearing.words > _FEW_WORDS and shares[sections[0]] >= _CLEAR_SECTION:
            return None
        if len(rivals) < 2:
            return None
        return Unsure(tuple(first[section] for section in rivals), hearing.chance)

    def _answer(self, hearing: Hearing) -> Answer:
        clauses = hearing.ranking[:1]
        if len(hearing.ranking) > 1 and hearing.shares[1] >= _SECOND_RULE * hearing.shares[0]:
            clauses = hearing.ranking[:2]
        return self._answered(clauses, hearing.chance)


def _in_our_letters(question: str) -> bool:
    """Whether most letters are Latin: of others the encoder makes something, but no sense."""
    letters = [each for each in question if each.isalpha()]
    latin = sum(unicodedata.name(each, "").startswith("LATIN") for each in letters)
    return not letters or latin > len(letters) / 2


def _bare(question: str) -> str:
    """The words without marks of HTML and Markdown, which would only blur their meaning."""
    words = re.sub(r"<[^<>]{1,200}>|[*_`#~]+", " ", unicodedata.normalize("NFKC", question))
    return " ".join(words.split()) or question


STEPS: tuple[Step, ...] = (
    Retriever._refuse_other_scripts,
    Retriever._ask_what_is_meant,
    Retriever._refuse_what_is_far,
    Retriever._refuse_what_is_not_covered,
    Retriever._ask_which,
    Retriever._answer,
)
