"""Set-up in a folder of its own: what it says when the folder or the network fails it, and what it leaves behind."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bootstrap import prepare, stamp, vendor
from config import ROOT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what set-up needs, without an environment."""
    target = tmp_path / "project"
    shutil.copytree(ROOT / "bootstrap", target / "bootstrap", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("run.py", "requirements.lock", "requirements-dev.lock", "requirements-bootstrap.lock", "package.json",
                 "package-lock.json"):  # fmt: skip
        shutil.copy(ROOT / name, target / name)
    return target


def run(project: Path, *arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    """Run the project's run.py with the Python behind this environment."""
    base = str(Path(sys._base_executable).resolve())  # type: ignore[attr-defined]
    return subprocess.run(
        [base, "run.py", *arguments],
        cwd=project,
        env={name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))} | environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.services
def test_without_network_it_says_so_and_leaves_no_stamp(project: Path, tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9/simple"
    uv = {"UV_DEFAULT_INDEX": nowhere, "UV_CACHE_DIR": str(tmp_path / "cache"), "UV_HTTP_RETRIES": "0"}
    pip = {"PIP_INDEX_URL": nowhere, "PIP_RETRIES": "1", "PIP_NO_CACHE_DIR": "1", "PIP_CONFIG_FILE": os.devnull}
    done = run(project, "quote", **uv, **pip, NO_PROXY="127.0.0.1", no_proxy="127.0.0.1")
    assert done.returncode == 1
    assert "cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project / ".venv" / ".stamp").exists()


def test_an_unwritable_folder_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(SystemExit):
        prepare.prepare(["run.py", "quote"])
    assert "is not writable for this user" in capsys.readouterr().err


class TestStamp:
    def test_changes_with_any_part(self, tmp_path: Path) -> None:
        lock = tmp_path / "lock"
        lock.write_text("a==1")
        before = stamp.digest(lock, "python3.11", "/here")
        assert before == stamp.digest(lock, "python3.11", "/here")
        assert before != stamp.digest(lock, "python3.12", "/here")
        lock.write_text("a==2")
        assert before != stamp.digest(lock, "python3.11", "/here")

    def test_matches_what_was_written_and_nothing_else(self, tmp_path: Path) -> None:
        stamp.write(tmp_path / ".stamp", "value")
        assert stamp.matches(tmp_path / ".stamp", "value")
        assert not stamp.matches(tmp_path / ".stamp", "other")
        assert not stamp.matches(tmp_path / "missing", "value")


class TestVendor:
    @pytest.fixture
    def packages(self, tmp_path: Path) -> Path:
        """A folder like node_modules, with a file of each that is copied."""
        for package, files in {**vendor.FILES, vendor.ICONS: ("icons/outline/home.svg",)}.items():
            for file in files:
                path = tmp_path / "node_modules" / package / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(file)
            facts = f'{{"name": "{package}", "version": "1.0", "license": "MIT"}}'
            (tmp_path / "node_modules" / package / "package.json").write_text(facts)
        return tmp_path / "node_modules"

    def test_copies_files_icons_and_a_licence_each(self, packages: Path, tmp_path: Path) -> None:
        target = tmp_path / "vendor"
        vendor.copy(packages, target, ["home"])
        assert (target / "tabler.min.css").exists()
        assert (target / "icons" / "home.svg").exists()
        assert len(list((target / "licences").iterdir())) == len(vendor.FILES) + 1

    def test_an_unknown_icon_is_named_and_the_old_files_stay(
        self, packages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        target = tmp_path / "vendor"
        vendor.copy(packages, target, [])
        with pytest.raises(SystemExit):
            vendor.copy(packages, target, ["no-such-icon"])
        assert "no-such-icon" in capsys.readouterr().err
        assert (target / "tabler.min.css").exists()
