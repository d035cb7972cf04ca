"""Serves the files that set-up made for the pages."""

from __future__ import annotations

import hashlib
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

A_YEAR = "public, max-age=31536000, immutable"


class StaticPages(StaticFiles):
    """Files that a browser keeps for good when their address names a version, as `?v=…`."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, check_dir=False)

    async def check_config(self) -> None:
        """Takes a folder that is not there for an empty one: the pages still work without style."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with how long it may be kept."""
        response = await super().get_response(path, scope)
        versioned = scope.get("query_string", b"").startswith(b"v=")
        response.headers["Cache-Control"] = A_YEAR if versioned else "no-cache"
        return response


def digest(folder: Path) -> str:
    """Names the content of a folder's files, in 12 characters."""
    content = hashlib.sha256()
    for file in sorted(folder.glob("*")):
        if file.is_file():
            content.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return content.hexdigest()[:12]
