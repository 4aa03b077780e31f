"""What must hold before anything starts: a folder of our own, no second copy on it, a free port, a database."""

import argparse
import errno
import fcntl
import os
import socket
from pathlib import Path
from typing import IO

import config

_PATIENCE_SECONDS = 5


class CannotStartError(RuntimeError):
    """What stands in the way, and what to do about it."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}\n  -> {remedy}")


def own_folder(folder: Path) -> None:
    """Make the data folder, closed to other users; raises CannotStartError where that is impossible."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_uid == os.geteuid():
            folder.chmod(0o700)
        probe = folder / f".writable-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotStartError(
            f"The data folder {folder} is not writable: {error.strerror}.",
            "Run as the user who owns it, or set DATA_DIR to a folder of your own.",
        ) from error


def lock(folder: Path, address: str) -> IO[str]:
    """Take the folder for this process and note `address` in it; keep the result: closing it gives the folder back."""
    file = (folder / ".lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        other = file.read().strip() or "unknown"
        file.close()
        raise CannotStartError(
            f"Another copy already runs on the data folder {folder} ({other}).",
            "Use that one, stop it first, or set DATA_DIR and --port for a second, separate copy.",
        ) from None
    file.truncate(0)
    file.write(f"process {os.getpid()}, {address}\n")
    file.flush()
    return file


def reach_database(url: str) -> None:
    """Return when the database that DATABASE_URL names lets us in; raises CannotStartError with its own words."""
    from sqlalchemy import create_engine, make_url
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

    try:
        patience = {"connect_timeout": _PATIENCE_SECONDS} if make_url(url).get_backend_name() == "postgresql" else {}
        engine = create_engine(url, connect_args=patience)
        engine.connect().close()
        engine.dispose()
    except (ArgumentError, NoSuchModuleError) as error:
        raise CannotStartError(
            "DATABASE_URL is not the address of a database.",
            "Write it as postgresql://user:password@host:5432/name, or unset it to use the embedded one.",
        ) from error
    except OperationalError as error:
        said = str(error.orig).strip().splitlines()[0]
        raise CannotStartError(
            f"The database of DATABASE_URL cannot be reached: {said}.",
            "Start its server, correct DATABASE_URL, or unset it to use the embedded one.",
        ) from error


def reach_given_database() -> None:
    """Return when the database of DATABASE_URL answers, or none was given; raises CannotStartError."""
    if "DATABASE_URL" in os.environ:
        reach_database(config.from_environment().SQLALCHEMY_DATABASE_URI)


def port_number(text: str) -> int:
    """Return the port that an argument or PORT names; raises ArgumentTypeError, which argparse prints."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {text!r}")
    return int(text)


def free_port(host: str, port: int) -> None:
    """Return when the web server can listen on the address; raises CannotStartError when it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                problem, remedy = f"Port {port} of {host} is in use by another program.", "Stop that program"
            elif error.errno == errno.EACCES:
                problem, remedy = f"This user may not listen on port {port}.", "Take a port above 1023"
            else:
                problem, remedy = f"{host}:{port} cannot be listened on: {error.strerror}.", "Check --host"
            another = port + 1 if port >= 1024 else 8000
            raise CannotStartError(problem, f"{remedy}, or start with another one: --port {another}.") from error
