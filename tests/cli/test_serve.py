"""The supervised tree: healthy, restarted, stopped in order, gone with its parent, and clear when it cannot start."""

import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.services.processes import answers, eventually, free_port, started

pytestmark = [pytest.mark.redis, pytest.mark.services]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose database is migrated by the first test that serves."""
    return tmp_path_factory.mktemp("d")


@pytest.fixture
def port() -> int:
    """A free port."""
    return free_port()


@pytest.fixture
def served(data_dir: Path, port: int, tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A running tree, healthy."""
    log = tmp_path / "serve.log"
    with started(serve(port), {"DATA_DIR": str(data_dir)}, log) as process:
        until_ready(log)
        process.log = log  # type: ignore[attr-defined]
        yield process


def serve(port: int) -> list[str]:
    """Return the arguments that serve an empty company on `port`."""
    return ["-m", "app.cli", "serve", f"--port={port}", "--no-seed"]


def until_ready(log: Path) -> None:
    """Wait for the tree to say that it is ready."""
    eventually(lambda: "is ready" in log.read_text(), what="never ready", log=log)


def child(process: "subprocess.Popen[bytes]", word: str) -> psutil.Process | None:
    """Return the living direct child whose command line holds `word`, or None."""
    living = (each for each in psutil.Process(process.pid).children() if each.status() != psutil.STATUS_ZOMBIE)
    return next((each for each in living if word in " ".join(each.cmdline())), None)


class TestTree:
    def test_serves_and_says_where_and_how_long_it_took(self, served: "subprocess.Popen[bytes]", port: int) -> None:
        assert answers(f"http://127.0.0.1:{port}/health")
        log = served.log.read_text()  # type: ignore[attr-defined]
        assert f"http://localhost:{port}" in log
        assert re.search(r"install \d+\.\d s · migrate \d+\.\d s · seed \d+\.\d s · start \d+\.\d s", log)

    def test_keeps_its_folder_closed_to_others(self, served: "subprocess.Popen[bytes]", data_dir: Path) -> None:
        assert served.poll() is None
        closed = [path for path in (data_dir, *data_dir.rglob("*")) if path.stat().st_mode & 0o077]
        assert closed == []

    def test_a_killed_process_comes_back(self, served: "subprocess.Popen[bytes]", port: int) -> None:
        worker, web = child(served, "worker"), child(served, "gunicorn")
        assert worker
        assert web
        worker.kill()
        web.kill()
        eventually(lambda: child(served, "worker"), what="no new worker")
        eventually(lambda: answers(f"http://127.0.0.1:{port}/health"), what="web did not come back")

    def test_stops_all_when_asked(self, served: "subprocess.Popen[bytes]") -> None:
        family = psutil.Process(served.pid).children(recursive=True)
        served.terminate()
        assert served.wait(60) == 0
        assert [each for each in family if each.is_running() and each.status() != "zombie"] == []

    def test_a_kill_of_the_supervisor_takes_all_along(self, served: "subprocess.Popen[bytes]") -> None:
        family = psutil.Process(served.pid).children(recursive=True)
        served.kill()
        alive = lambda: [each for each in family if each.is_running() and each.status() != "zombie"]  # noqa: E731
        eventually(lambda: not alive(), what=f"left behind: {alive()}")


class TestRefusals:
    def refusal(self, tmp_path: Path, port: int, **environ: str) -> str:
        """Return what `serve` says before it ends with status 1."""
        log = tmp_path / "refusal.log"
        with started(serve(port), environ, log) as process:
            assert process.wait(90) == 1
        told = log.read_text()
        assert "Traceback" not in told
        return told

    def test_a_busy_port(self, data_dir: Path, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            told = self.refusal(tmp_path, port, DATA_DIR=str(data_dir))
        assert f"Port {port} of 127.0.0.1 is in use" in told
        assert f"--port {port + 1}" in told

    def test_a_second_copy(self, served: "subprocess.Popen[bytes]", port: int, data_dir: Path, tmp_path: Path) -> None:
        """It is told as such although it finds its port taken too."""
        told = self.refusal(tmp_path, port, DATA_DIR=str(data_dir))
        assert "Another copy already runs" in told
        assert f"process {served.pid}" in told

    def test_a_folder_that_cannot_be_made(self, port: int, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        told = self.refusal(tmp_path, port, DATA_DIR=str(tmp_path / "file" / "data"))
        assert "is not writable" in told
        assert "set DATA_DIR" in told

    def test_a_redis_that_does_not_answer(self, port: int, data_dir: Path, tmp_path: Path) -> None:
        told = self.refusal(tmp_path, port, DATA_DIR=str(data_dir), REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
        assert "REDIS_URL names a server that does not answer" in told

    @pytest.mark.parametrize(
        ("url", "said"),
        [
            ("postgresql://nobody@127.0.0.1:1/x", "cannot be reached: connection failed"),
            ("nonsense", "is not the address of a database"),
            ("oracle7://x/y", "is not the address of a database"),
        ],
    )
    def test_a_database_that_cannot_be_had(self, port: int, tmp_path: Path, url: str, said: str) -> None:
        told = self.refusal(tmp_path, port, DATA_DIR=str(tmp_path / "data"), DATABASE_URL=url)
        assert said in told
        assert "unset it to use the embedded one" in told

    def test_unsafe_production(self, port: int, data_dir: Path, tmp_path: Path) -> None:
        told = self.refusal(tmp_path, port, DATA_DIR=str(data_dir), LENDBOARD_ENV="production", SECRET_KEY="changeme")
        assert "SECRET_KEY is short" in told
        assert "MASTER_KEY is missing" in told

    def test_an_unknown_environment(self, port: int, data_dir: Path, tmp_path: Path) -> None:
        told = self.refusal(tmp_path, port, DATA_DIR=str(data_dir), LENDBOARD_ENV="prod")
        assert "must be one of development, testing, production" in told


ASK = """
from app.extensions import db, enqueue_after_commit
from app.factory import create_app
with create_app().app_context():
    for number in range(3):
        enqueue_after_commit("resend_lost_jobs", key=f"survivor-{number}", on="unattended")
    db.session.commit()
"""
COUNT = """
from app.extensions import queue
from app.factory import create_app
with create_app().app_context():
    print("left", len(queue("unattended")))
"""


def test_queued_jobs_survive_a_kill_of_everything(data_dir: Path, tmp_path: Path) -> None:
    environ = {"DATA_DIR": str(data_dir)}
    for script in (ASK, COUNT):
        log = tmp_path / "serve.log"
        log.unlink(missing_ok=True)
        with started(serve(free_port()), environ, log) as process:
            until_ready(log)
            with started(["-c", script], environ, tmp_path / "script.log") as client:
                assert client.wait(90) == 0, (tmp_path / "script.log").read_text()
            time.sleep(1.2)  # the append-only file reaches the disk once a second
            family = psutil.Process(process.pid).children(recursive=True)
            process.send_signal(signal.SIGSTOP)
            for each in family:
                each.kill()
            process.kill()
    assert "left 3" in (tmp_path / "script.log").read_text()
