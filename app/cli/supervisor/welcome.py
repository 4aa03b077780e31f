"""What `serve` prints when it is ready: where to go, as whom, and where the time went."""

import importlib
from collections.abc import Mapping

STEPS = ("install", "migrate", "seed", "start")


def welcome(host: str, port: int, timings: Mapping[str, float], *, demo: bool) -> str:
    """Return the lines to print; demo logins are shown when the demo lender is loaded."""
    shown = "localhost" if host in {"", "0.0.0.0", "127.0.0.1"} else host  # noqa: S104 - compared, not bound
    spent = " · ".join(f"{step} {timings.get(step, 0.0):.1f} s" for step in STEPS)
    lines = ["", f"Lendboard is ready: http://{shown}:{port}", f"  {spent} · stop with Ctrl-C"]
    rows = logins() if demo else []
    if rows:
        width = max(len(role) for role, _, _ in rows)
        lines += ["", "Demo logins (user / password):"]
        lines += [f"  {role:<{width}}  {user} / {password}" for role, user, password in rows]
    return "\n".join([*lines, ""])


def logins() -> list[tuple[str, str, str]]:
    """Return (role, user, password) of one demo user per role, as `seed.logins()` tells; empty without it."""
    tell = getattr(importlib.import_module("seed"), "logins", None)
    return list(tell()) if tell else []
