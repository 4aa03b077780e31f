"""The table of subcommands, the Makefile and the modules agree, and what must start fast imports little."""

import importlib
import re
import subprocess
import sys

import pytest

from app.cli import COMMANDS, main
from config import ROOT

MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = re.findall(r"^([a-z]+):.*$", MAKEFILE, re.MULTILINE)
# Modules of app/cli that are parts of a subcommand and not one themselves.
PARTS = frozenset({"__init__", "__main__", "check_migrations", "gunicorn_settings"})


@pytest.mark.services  # a library of the scheduler asks `file` about this Python
@pytest.mark.parametrize("name", COMMANDS)
def test_each_subcommand_has_a_main(name: str) -> None:
    assert callable(importlib.import_module(COMMANDS[name].module).main)


def test_each_module_of_the_folder_is_in_the_table() -> None:
    modules = {path.stem for path in (ROOT / "app" / "cli").glob("*.py")} - PARTS
    listed = {command.module.removeprefix("app.cli.") for command in COMMANDS.values()}
    assert modules - listed == set()


def test_each_target_says_what_it_does() -> None:
    assert [target for target in TARGETS if not re.search(rf"^{target}:.*## \S", MAKEFILE, re.MULTILINE)] == []


@pytest.mark.services
def test_make_help_lists_every_target() -> None:
    shown = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert [target for target in TARGETS if f"make {target} " not in shown] == []


def test_each_target_runs_a_known_subcommand() -> None:
    assert set(re.findall(r"run\.py ([a-z]+)", MAKEFILE)) - set(COMMANDS) == set()


def test_help_lists_every_subcommand(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help"]) == 0
    shown = capsys.readouterr().out
    assert [name for name in COMMANDS if f"  {name} " not in shown] == []


def test_an_unknown_subcommand_is_named_and_the_known_ones_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sevre"]) == 2
    told = capsys.readouterr().err
    assert "'sevre'" in told
    assert "  serve " in told


@pytest.mark.services
def test_quote_imports_neither_flask_nor_sqlalchemy() -> None:
    script = (
        f"import sys, importlib, app.cli; importlib.import_module({COMMANDS['quote'].module!r});"
        "print(sorted({'flask', 'sqlalchemy', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_ci_runs_the_whole_suite() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert "exec make test\n" in script.read_text()
