"""Files and functions stay small, and no file is a bag for whatever fits nowhere."""

import ast
import statistics
from pathlib import Path

import pytest

from config import ROOT

FOLDERS = ("app", "bootstrap", "dashboards", "seed", "tests")
FILE_LINES_MAX, FILE_LINES_MEDIAN_MAX, FILE_LINES_P90_MAX = 400, 100, 300
FUNCTION_LINES_MAX, FUNCTION_LINES_MEDIAN_MAX = 70, 10
BAGS = frozenset({"utils", "util", "helpers", "helper", "common", "misc", "base", "tools"})


def sources() -> list[Path]:
    """Return our Python files; migrations are written by Alembic and counted nowhere."""
    return [*ROOT.glob("*.py"), *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))]


def lines_of_functions(path: Path) -> list[tuple[int, str]]:
    """Return (lines, where) of each function of the file."""
    nodes = ast.walk(ast.parse(path.read_text()))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [((each.end_lineno or each.lineno) - each.lineno + 1, f"{path}:{each.name}") for each in functions]


def test_no_file_passes_the_ceiling() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources()}
    assert {name: length for name, length in lengths.items() if length > FILE_LINES_MAX} == {}


def test_most_files_are_short() -> None:
    lengths = sorted(len(path.read_text().splitlines()) for path in sources() if path.stat().st_size)
    assert statistics.median(lengths) <= FILE_LINES_MEDIAN_MAX
    assert lengths[len(lengths) * 9 // 10] <= FILE_LINES_P90_MAX


def test_functions_are_short() -> None:
    lengths = [each for path in sources() for each in lines_of_functions(path)]
    assert [each for each in lengths if each[0] > FUNCTION_LINES_MAX] == []
    assert statistics.median(length for length, _ in lengths) <= FUNCTION_LINES_MEDIAN_MAX


def test_no_file_is_named_as_a_bag() -> None:
    assert [str(path.relative_to(ROOT)) for path in sources() if path.stem in BAGS] == []


@pytest.mark.parametrize(
    "path", [path for path in sources() if path.stat().st_size], ids=lambda p: str(p.relative_to(ROOT))
)
def test_each_module_says_what_it_is_in_one_sentence(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text())) or ""
    assert docstring.split("\n\n")[0].rstrip().endswith("."), docstring
