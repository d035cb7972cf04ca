"""Makes everything that `make run` and `make test` need, and skips what is made already.

``python3 -m tools.setup [STEP…]``: without names, every step; with names, those alone.
"""

from __future__ import annotations

import sys

OLDEST = (3, 11)

if sys.version_info < OLDEST:
    sys.exit(
        "Set-up needs Python 3.11 or newer, and this is {}.{}. Install it (Debian: apt-get install "
        "python3 python3-venv), or name it: make PYTHON=/path/to/python3.11".format(
            *sys.version_info[:2]
        )
    )

from tools.main import main  # noqa: E402 (an older Python could not read it)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
