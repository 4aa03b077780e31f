"""An old Python hands over to a newer one of the PATH, or says what to install; it never shows a traceback."""

import ast
import os
import sys
from pathlib import Path

import pytest

from bootstrap import interpreter
from config import ROOT

FIRST_READ = ("run.py", "bootstrap/__init__.py", "bootstrap/interpreter.py", "bootstrap/messages.py")


@pytest.mark.parametrize("file", FIRST_READ)
def test_what_an_old_python_reads_first_it_can_parse(file: str) -> None:
    ast.parse((ROOT / file).read_text(), feature_version=(3, 6))


@pytest.mark.services
def test_the_newest_working_python_of_the_path_is_found(tmp_path: Path) -> None:
    broken, works = tmp_path / "python3.14", tmp_path / "python3.12"
    broken.write_text("#!/bin/sh\nexit 1\n")
    works.symlink_to(sys.executable)
    broken.chmod(0o755)
    assert interpreter.newer_python(str(tmp_path)) == str(works)


def test_a_path_without_one_finds_none(tmp_path: Path) -> None:
    assert interpreter.newer_python(str(tmp_path)) is None


def test_without_one_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit) as ended:
        interpreter.hand_over(["run.py"])
    told = capsys.readouterr().err
    assert ended.value.code == 1
    assert "Python 3.11 or newer is needed" in told
    assert "apt install python3.11" in told


@pytest.mark.services
def test_with_one_the_same_command_goes_on_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "python3.11").symlink_to(sys.executable)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("LENDBOARD_HANDED_OVER", "")
    called: list[object] = []
    monkeypatch.setattr(os, "execv", lambda *args: called.append(args))
    interpreter.hand_over(["run.py", "test"])
    found = str(tmp_path / "python3.11")
    assert called == [(found, [found, "run.py", "test"])]
