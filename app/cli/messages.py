"""`messages`: collects the texts of the source into the catalogues, then compiles them."""

import subprocess
import sys

from config import LANGUAGES, ROOT

FOLDER = ROOT / "app" / "translations"
TEMPLATE = FOLDER / "messages.pot"
KEYWORDS = ("_", "gettext", "ngettext:1,2", "lazy_gettext", "msg", "label")


def main(_arguments: list[str]) -> int:
    """Extract, merge into each language's catalogue, compile; returns 0 when all three steps passed."""
    FOLDER.mkdir(exist_ok=True)
    languages = [language for language in LANGUAGES if language != "en"]
    keywords = [f"-k{word}" for word in KEYWORDS]
    steps = [["extract", "-q", "-F", "babel.cfg", "-o", str(TEMPLATE), *keywords, "--no-location", "."]]
    for language in languages:
        verb = "update" if (FOLDER / language / "LC_MESSAGES" / "messages.po").exists() else "init"
        steps.append([verb, "-q", "-i", str(TEMPLATE), "-d", str(FOLDER), "-l", language])
    steps.append(["compile", "-q", "-d", str(FOLDER)])
    return max(
        subprocess.run([sys.executable, "-m", "babel.messages.frontend", *step], cwd=ROOT, check=False).returncode
        for step in steps
    )
