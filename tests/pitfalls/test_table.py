"""Every known pitfall has a control on the stock application and a proof on ours, and each of them exists."""

import ast
from functools import cache

import pytest

from config import ROOT
from tests.pitfalls.table import PITFALLS, Pitfall


@cache
def node_ids(path: str) -> frozenset[str]:
    """Return the node ids of a test file, without parameters."""
    tree = ast.parse((ROOT / path).read_text())
    found = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for group in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        found |= {f"{group.name}::{node.name}" for node in group.body if isinstance(node, ast.FunctionDef)}
    return frozenset(f"{path}::{name}" for name in found if name.rpartition("::")[2].startswith("test_"))


def test_every_line_is_there() -> None:
    assert sorted(PITFALLS) == list(range(1, 30))


@pytest.mark.parametrize("line", PITFALLS.values(), ids=[str(number) for number in PITFALLS])
def test_its_tests_exist(line: Pitfall) -> None:
    named = [*line.ours, *([line.control] if line.control else [])]
    assert [node for node in named if node not in node_ids(node.partition("::")[0])] == []
    assert line.ours
    assert bool(line.control) != bool(line.no_control)


def test_every_control_is_named() -> None:
    """A control that answers no line would be a line that somebody forgot."""
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests/pitfalls").glob("test_*.py")}
    controls = {node for path in files for node in node_ids(path) if "test_stock" in node}
    unnamed = controls - {line.control for line in PITFALLS.values()}
    assert unnamed == {"tests/pitfalls/test_requests.py::test_stock_takes_the_browsers_cookie_for_a_writing_api_call"}
