"""Finding a Python that is new enough; written so that Python 2.7 and 3.5 can still run it."""

import os
import subprocess
import sys

from bootstrap.messages import fail

OLDEST = (3, 11)
NEWEST_MINOR = 16
_HANDED_OVER = "LENDBOARD_HANDED_OVER"


def hand_over(argv):
    """Replace this process by a newer Python of the PATH running the same command; else say what to install."""
    found = None if os.environ.get(_HANDED_OVER) else newer_python(os.environ.get("PATH", ""))
    if not found:
        fail(
            "Python %d.%d or newer is needed; this one is %d.%d and the PATH holds no newer."
            % (OLDEST + tuple(sys.version_info[:2])),
            "Install one (Debian, Ubuntu: apt install python3.11 python3.11-venv; macOS: brew install python@3.13;"
            " anywhere: https://docs.astral.sh/uv/ and `uv python install 3.13`), then run this command again.",
        )
    os.environ[_HANDED_OVER] = "1"
    os.execv(found, [found] + argv)


def newer_python(path):
    """Return the first working python3.x, newest first, in the folders of `path`; None when there is none."""
    for minor in range(NEWEST_MINOR, OLDEST[1] - 1, -1):
        for folder in path.split(os.pathsep):
            candidate = os.path.join(folder, "python3.%d" % minor)
            if os.access(candidate, os.X_OK) and is_new_enough(candidate):
                return candidate
    return None


def is_new_enough(candidate):
    """Return whether the interpreter starts and is new enough; version managers leave shims that do not."""
    code = "import sys; sys.exit(sys.version_info < (%d, %d))" % OLDEST
    try:
        with open(os.devnull, "w") as nowhere:
            return subprocess.call([candidate, "-c", code], stdout=nowhere, stderr=nowhere) == 0
    except OSError:
        return False
