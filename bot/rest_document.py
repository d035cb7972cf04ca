"""What the OpenAPI document says of the REST interface: conversations and cases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, get_args
from urllib.parse import quote

from fastapi.openapi.utils import get_openapi
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.errors import CODES
from cases.model import Outcome, State
from cases.reading import MOST, Order, Part

VERSION = "1"
UNSAFE = re.compile(r"[^A-Za-z0-9 ._-]")
TITLE = "Staff guidance assistant"

Described = dict[str, Any]

TEXT: Described = {"type": "string"}
TEXTS: Described = {"type": "array", "items": TEXT}
MOMENT: Described = {"type": "string", "format": "date-time"}
ADDRESS: Described = {"type": "string", "description": "An e-mail address, or `assistant`."}


def _object(required: Sequence[str] | None = None, /, **properties: Described) -> Described:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties if required is None else required),
    }


SCHEMAS: Described = {
    "Case": _object(
        reference=TEXT,
        procedure=TEXT,
        state={"enum": list(get_args(State))},
        outcome={"enum": [None, *get_args(Outcome)]},
        conditions=TEXTS,
        reporter=ADDRESS,
        handler=ADDRESS,
        submitted_at=MOMENT,
        due_at=MOMENT,
        answers={"type": "object", "description": "By slot: text, true or false, dates, lists."},
        checks={
            "type": "array",
            "items": _object(id=TEXT, text=TEXT, ticked={"type": "boolean"}),
        },
        events={
            "type": "array",
            "items": _object(
                at=MOMENT, actor=ADDRESS, kind=TEXT, note={"type": ["string", "null"]}
            ),
        },
    ),
    "Message": _object(
        ["recipient_id", "id"],
        recipient_id=ADDRESS,
        id={"type": "integer"},
        text=TEXT,
        buttons={"type": "array", "items": _object(title=TEXT, payload=TEXT)},
        image=TEXT,
        custom={"type": "object", "description": "`citations` and `case` carry structure."},
        author={"enum": ["person", "assistant"], "description": "In the history only."},
        at={**MOMENT, "description": "In the history only."},
    ),
    "File": _object(
        id=TEXT, name=TEXT, media_type=TEXT, size={"type": "integer"}, at=MOMENT, person=ADDRESS
    ),
    "Error": _object(
        error={"enum": [code for code, _ in CODES.values()]}, message=TEXT, missing=TEXTS
    ),
}
ERRORS = {
    400: "The request could not be read",
    401: "No token, or one that is no longer good",
    404: "Not there, or not theirs: the same answer",
    409: "Done already, or changed since",
    413: "Too large",
    429: "Too many at once: wait as long as `Retry-After` says",
    503: "Kept: the reply comes later, over the stream",
    415: "Another kind of body is wanted",
    422: "Something is missing or wrong; `missing` names it",
}
REFERENCE: Described = {"name": "reference", "in": "path", "required": True, "schema": TEXT}


def _ref(name: str) -> Described:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(schema: Described) -> Described:
    return {"application/json": {"schema": schema}}


def _body(schema: Described, *, required: bool = True) -> Described:
    return {"required": required, "content": _json(schema)}


def _query(name: str, schema: Described, description: str) -> Described:
    return {"name": name, "in": "query", "schema": schema, "description": description}


def _operation(
    summary: str,
    schema: Described,
    errors: Sequence[int],
    *,
    status: int = 200,
    parameters: Sequence[Described] = (REFERENCE,),
    **more: Any,
) -> Described:
    responses: Described = {str(status): {"description": summary, "content": _json(schema)}}
    for code in (401, *errors):
        responses[str(code)] = {"description": ERRORS[code], "content": _json(_ref("Error"))}
    return {"summary": summary, "parameters": list(parameters), "responses": responses, **more}


AFTER = _query("after", {"type": "integer"}, "Only messages after this id.")
SEND = _operation(
    "Say something to the assistant, or press a button by sending its payload",
    {"type": "array", "items": _ref("Message")},
    [400, 413, 415, 422, 429, 503],
    parameters=(),
    requestBody=_body(
        _object(["message"], message=TEXT, id={**TEXT, "description": "The same is one message."})
    ),
)
SEND_FILES = _operation(
    "Send files to the form that one is in the middle of",
    {"type": "array", "items": _ref("Message")},
    [400, 413, 415, 422, 429, 503],
    parameters=(),
    requestBody={
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": _object(
                    ["file"],
                    file={"type": "array", "items": {"type": "string", "format": "binary"}},
                    id=TEXT,
                )
            }
        },
    },
)
HISTORY = _operation(
    "The conversation, oldest first",
    {"type": "array", "items": _ref("Message")},
    [422],
    parameters=(AFTER, _query("limit", {"type": "integer"}, "How many at most.")),
)
STREAM = _operation("The conversation as it goes on", TEXT, [422], parameters=(AFTER,))
STREAM["responses"]["200"]["content"] = {"text/event-stream": {"schema": TEXT}}
LIST = _operation(
    "The cases that the token's owner may see",
    {"type": "array", "items": _ref("Case")},
    [422],
    parameters=(
        _query("part", {"enum": list(get_args(Part))}, "What they are to it; all by default."),
        _query("open", {"type": "boolean"}, "Only what is not decided yet."),
        _query("state", {"enum": list(get_args(State))}, "Only this state."),
        _query("procedure", TEXT, "Only this procedure."),
        _query("q", TEXT, "A reference or its beginning; words of a name or a title."),
        _query("order", {"enum": list(get_args(Order))}, "By due moment by default."),
        _query("limit", {"type": "integer", "maximum": MOST}, "How many at most."),
        _query("offset", {"type": "integer"}, "How many to leave out first."),
    ),
)
LIST["responses"]["200"]["headers"] = {
    "X-Total-Count": {"schema": {"type": "integer"}, "description": "How many there are in all."}
}
SHOW = _operation("One case", _ref("Case"), [404])
DECIDE = _operation(
    "Decide a case, once, or ask for more information",
    _ref("Case"),
    [400, 404, 409, 415, 422],
    requestBody=_body(
        _object(
            ["decision"],
            decision={"enum": ["approve", "decline", "more_information", "resolve"]},
            reason=TEXT,
            conditions=TEXTS,
            checks={**TEXTS, "description": "Ids of checks to tick."},
            version={"type": "integer", "description": "Decide only this version of the case."},
        )
    ),
)
ACKNOWLEDGE = _operation("Its handler has seen a case", _ref("Case"), [404])
MESSAGE = _operation(
    "A message on a case; from its reporter, the answer to what was asked",
    _ref("Case"),
    [400, 404, 409, 415, 422],
    requestBody=_body(_object(message=TEXT)),
)
WITHDRAW = _operation(
    "Its reporter takes a case back",
    _ref("Case"),
    [400, 404, 409, 415, 422],
    requestBody=_body(_object([], reason=TEXT), required=False),
)
FILES = _operation("The files of a case", {"type": "array", "items": _ref("File")}, [404])
ATTACH = _operation(
    "Add a file to a case",
    _ref("Case"),
    [400, 404, 409, 413, 415, 422],
    status=201,
    requestBody={
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": _object(
                    ["file"],
                    file={"type": "string", "format": "binary"},
                    kind={"enum": ["evidence", "consent"]},
                )
            }
        },
    },
)
CONTENT = _operation(
    "The content of a file",
    TEXT,
    [404],
    parameters=(REFERENCE, {"name": "file", "in": "path", "required": True, "schema": TEXT}),
)
CONTENT["responses"]["200"]["content"] = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
DOCUMENT: Described = {
    "summary": "This document",
    "security": [],
    "responses": {
        "200": {"description": "OpenAPI 3.1", "content": _json({"type": "object"})},
    },
}


def of(operation: Described) -> Described:
    """What a route is declared with, to be described so and answer as it likes."""
    return {
        "status_code": int(next(iter(operation["responses"]))),
        "response_class": Response,
        "response_model": None,
        "openapi_extra": operation,
    }


def openapi(routes: Sequence[BaseRoute]) -> Described:
    """The OpenAPI document of the routes under `/api/`."""
    found = get_openapi(title=TITLE, version=VERSION, routes=routes)
    paths = {path: each for path, each in found["paths"].items() if path.startswith("/api/")}
    return {
        **found,
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def saved_as(name: str) -> str:
    """The `Content-Disposition` of a file to be saved under this name (RFC 6266)."""
    plain = UNSAFE.sub("_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
