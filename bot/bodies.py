"""What a request of the REST interface carries: JSON, numbers in its address."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import ClientDisconnect, Request

from bot.errors import ApiError


async def json_of(request: Request) -> Any:
    """The JSON of a request's body.

    Raises:
        ApiError: 415, something else was sent; 400, it is no JSON or did not arrive whole.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise ApiError(415)
    try:
        return json.loads(await request.body())
    except ClientDisconnect:
        raise ApiError(400) from None
    except (ValueError, RecursionError):
        raise ApiError(400, "That is not JSON.") from None


def number_of(request: Request, name: str, default: int, largest: int) -> int:
    """A whole number of the address's query, `largest` at most.

    Raises:
        ApiError: 422, it is none.
    """
    value = request.query_params.get(name)
    if value is None:
        return default
    if not value.isascii() or not value.isdigit() or len(value) > 20:
        raise ApiError(422, f"{name} is a whole number.", [name])
    return min(int(value), largest)
