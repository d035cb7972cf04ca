"""`/proof/{secret}`: what was approved, for a school. Anyone with the link may see it."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from bot.limits import Limit
from bot.messages import TooMany
from bot.portal import words
from bot.portal.shared import Portal

GONE = (
    "This link shows nothing: it may have been typed wrongly, or the approval it showed has ended. "
    "Ask whoever gave it to you."
)
TOO_OFTEN = "That was tried too often. Please wait a minute, then try again."
MORE = "There {are} {count} further {conditions}: ask to be shown {them}."


class ProofPage:
    """The page's handler."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._tried = Limit(per_minute=30, burst=60, wording=TOO_OFTEN)

    async def show(self, request: Request) -> Response:
        """The page; whether a link never was or has ended makes no difference."""
        try:
            self._tried.use(request.client.host if request.client else "unknown")
        except TooMany as refused:
            return self._message(429, "Please wait", refused.wording)
        secret = request.path_params["secret"]
        proof = await self._portal.read(lambda c: self._portal.office.show_proof(c, secret))
        if proof is None:
            return self._message(404, "Nothing to show", GONE)
        conditions = list(proof.conditions)
        if proof.more_conditions:
            conditions.append(_more(proof.more_conditions))
        return self._portal.render(
            "portal/proof.html",
            proof=proof,
            heading="Approved",
            lead=f"{proof.organisation} has approved this.",
            facts=[
                ("What", proof.title),
                ("For", proof.holder),
                ("Approved by", proof.decided_by),
                ("Approved", words.moment(proof.decided_at)),
                ("Reference", proof.reference),
                *proof.answers,
            ],
            conditions=conditions,
            now=self._portal.office.context.now(),
        )

    def _message(self, status: int, title: str, message: str) -> Response:
        return self._portal.render("message.html", status, title=title, message=message)


def add(app: FastAPI, portal: Portal) -> None:
    """Adds the page."""
    app.add_api_route(
        "/proof/{secret}", ProofPage(portal).show, methods=["GET"], response_model=None
    )


def _more(count: int) -> str:
    one = count == 1
    return MORE.format(
        are="is" if one else "are",
        count=count,
        conditions="condition" if one else "conditions",
        them="it" if one else "them",
    )
