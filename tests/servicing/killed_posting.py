"""Ask the API to post a receipt in child processes that SIGKILL themselves in the middle; prints how each ended."""

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import event

from app.extensions import db
from app.factory import create_app
from config import Testing
from tests.servicing.money_desk import counts, send

BEFORE_COMMIT = "before commit"


def die(*_: Any) -> None:
    """End this process as a power cut would: no handler, no rollback, no goodbye to the database."""
    os.kill(os.getpid(), signal.SIGKILL)


def at_statement(n: int) -> Callable[..., None]:
    """Return a listener that dies instead of letting the n-th statement run."""
    left = [n]

    def count(*_: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            die()

    return count


def arm(moment: str) -> None:
    """Plant the death: at a statement's number, or before the commit."""
    if moment == BEFORE_COMMIT:
        event.listen(db.engine, "commit", die)
    else:
        event.listen(db.engine, "before_cursor_execute", at_statement(int(moment)))


def ended(app: Flask, moment: str, user_id: int, receipt_id: int, key: str) -> int:
    """Return how a child that sends the request ended; one that outlives the moment dies with the answer in hand."""
    child = os.fork()
    if child == 0:
        with app.app_context():
            arm(moment)
        send(app, user_id, receipt_id, key)
        die()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(user_id: str, receipt_id: str, key: str, *moments: str) -> None:
    """Print a JSON list of (moment, how it ended, rows that money has written) up to the first that wrote any."""
    app = create_app(Testing(dict(os.environ)))
    before = counts(app)
    found = []
    for moment in moments:
        with app.app_context():
            # A connection must not be shared with the child.
            db.engine.dispose()
        end = ended(app, moment, int(user_id), int(receipt_id), key)
        found.append((moment, end, counts(app)))
        if found[-1][2] != before:
            break
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
