"""The virtual environment: made from the hash-locked requirements by uv, or by pip where uv cannot."""

import os
import shutil
import subprocess
import sys
from enum import Enum
from pathlib import Path

from bootstrap import diagnosis, stamp
from bootstrap.messages import fail, say


class Level(Enum):
    """How much is installed: the test lock is a superset of the run lock."""

    RUN = "requirements.lock"
    TEST = "requirements-dev.lock"

    @property
    def stamp_name(self) -> str:
        return ".stamp" if self is Level.RUN else ".stamp-test"


def folder_of(root: Path) -> Path:
    """Return the folder of the environment."""
    return root / ".venv"


def python_of(root: Path) -> Path:
    """Return the environment's interpreter."""
    return folder_of(root) / "bin" / "python"


def is_inside(root: Path) -> bool:
    """Return whether this process runs in the project's environment."""
    return Path(sys.prefix) == folder_of(root)


def is_ready(root: Path, level: Level) -> bool:
    """Return whether the environment holds what `level` needs; the test level serves both."""
    levels = [Level.TEST] if level is Level.TEST else [Level.RUN, Level.TEST]
    return python_of(root).exists() and any(
        stamp.matches(folder_of(root) / each.stamp_name, _wanted(root, each)) for each in levels
    )


def ensure(root: Path, level: Level) -> Path:
    """Make the environment where it is missing or out of date; returns its interpreter."""
    if is_ready(root, level):
        return python_of(root)
    base = stamp.digest(_base_python(), str(root))
    base_stamp = folder_of(root) / ".stamp-python"
    if not stamp.matches(base_stamp, base):
        shutil.rmtree(folder_of(root), ignore_errors=True)
    for each in Level:
        (folder_of(root) / each.stamp_name).unlink(missing_ok=True)
    say(f"installing the packages of {level.value} (once)")
    _install(root, level)
    stamp.write(base_stamp, base)
    stamp.write(folder_of(root) / level.stamp_name, _wanted(root, level))
    return python_of(root)


def _wanted(root: Path, level: Level) -> str:
    return stamp.digest(root / level.value, _base_python(), str(root))


def _base_python() -> str:
    # Inside the environment sys.executable is its own link; the interpreter behind it is what the stamp names.
    return str(Path(getattr(sys, "_base_executable", sys.executable)).resolve())


def _install(root: Path, level: Level) -> None:
    lock = root / level.value
    uv = shutil.which("uv")
    done, output = _with_uv([uv], root, lock) if uv else _with_pinned_uv(root, lock)
    if done:
        return
    done, text = _with_pip(root, lock)
    if not done and diagnosis.lacks_wheel(text) and diagnosis.has_compiler():
        say("a package has no ready-made build for this machine: compiling it")
        done, text = _with_pip(root, lock, compiling=True)
    if not done:
        fail(*diagnosis.explain(output + text))


def _with_uv(uv: list[str], root: Path, lock: Path) -> tuple[bool, str]:
    if not python_of(root).exists():
        made, text = _run([*uv, "venv", "-q", "--python", _base_python(), str(folder_of(root))])
        if not made:
            return False, text
    into = ["--python", str(python_of(root))]
    return _run([*uv, "pip", "install", "-q", *into, "--require-hashes", "--no-build", "-r", str(lock)])


def _with_pinned_uv(root: Path, lock: Path) -> tuple[bool, str]:
    done, text = _with_pip(root, root / "requirements-bootstrap.lock")
    return _with_uv([str(python_of(root)), "-m", "uv"], root, lock) if done else (False, text)


def _with_pip(root: Path, lock: Path, *, compiling: bool = False) -> tuple[bool, str]:
    _make_bare(root)
    wheels = [] if compiling else ["--only-binary", ":all:"]
    return _run([*_pip(root), "install", "--require-hashes", *wheels, "-q", "-r", str(lock)])


def _make_bare(root: Path) -> None:
    if python_of(root).exists():
        return
    done, text = _run([_base_python(), "-m", "venv", str(folder_of(root))])
    if not done and "ensurepip" in text:
        done, text = _run([_base_python(), "-m", "venv", "--without-pip", str(folder_of(root))])
    if not done:
        fail(
            f"{_base_python()} cannot make a virtual environment: {diagnosis.last_line(text)}",
            "Install its venv module (Debian, Ubuntu: apt install python3-venv) or uv, then run this again.",
        )


def _pip(root: Path) -> list[str]:
    own = [str(python_of(root)), "-m", "pip"]
    if _run([*own, "--version"])[0]:
        return own
    other = [_base_python(), "-m", "pip"]
    if _run([*other, "--version"])[0]:
        return [*other, "--python", str(python_of(root))]
    return fail(
        f"{_base_python()} has neither pip nor ensurepip, and no uv is on the PATH.",
        "Install one of them (Debian, Ubuntu: apt install python3-venv python3-pip), then run this again.",
    )


def _run(command: list[str]) -> tuple[bool, str]:
    # Certificates of the machine, which a company's proxy may have signed, as pip and npm are used to.
    defaults = {"UV_LINK_MODE": "copy", "UV_SYSTEM_CERTS": "1"}
    environ = {**defaults, **os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environ)
    return done.returncode == 0, done.stdout + done.stderr
