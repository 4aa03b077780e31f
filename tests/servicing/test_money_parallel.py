"""Money under parallel commands, repeated requests and killed processes, through the API, on both databases."""

import json
import os
import random
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from app.lowcode.perform import perform
from app.servicing.receipt.model import Receipt
from config import ROOT
from tests.servicing.killed_posting import BEFORE_COMMIT
from tests.servicing.money_desk import (
    Desk,
    cashier_at,
    counts,
    draft,
    numbers,
    open_desk,
    prove_books,
    received,
    send,
)

CLERKS = 8
STATEMENTS = range(2, 400, 9)


@pytest.fixture
def desk(app: Flask) -> Desk:
    """A branch of its own."""
    return open_desk(app, loans=4)


def killed(
    environment: dict[str, str], desk: Desk, receipt_id: int, key: str, *moments: object
) -> list[tuple[str, int, list[int]]]:
    """Post in processes that die at these moments, until one has posted; return how each ended."""
    command = [sys.executable, "-m", "tests.servicing.killed_posting", str(desk.user_id), str(receipt_id), key]
    done = subprocess.run(
        [*command, *map(str, moments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return [tuple(row) for row in json.loads(done.stdout)]


class TestS1SameKey:
    def test_sent_twice_posts_once_and_another_body_is_a_conflict(self, app: Flask, desk: Desk) -> None:
        (receipt,) = draft(app, desk.loans[0], 1_000_000)
        first = send(app, desk.user_id, receipt, "posting-twice-1")
        assert first.status_code == 200, first.text
        written = counts(app)
        again = send(app, desk.user_id, receipt, "posting-twice-1")
        assert (again.status_code, again.json) == (first.status_code, first.json)
        other = send(app, desk.user_id, receipt, "posting-twice-1", {"reason": "Another body"})
        assert other.status_code == 409
        assert counts(app) == written
        assert numbers(app, desk) == [1]

    def test_sent_by_all_at_once_posts_once(self, app: Flask, desk: Desk) -> None:
        (receipt,) = draft(app, desk.loans[0], 1_000_000)
        with ThreadPoolExecutor(CLERKS) as pool:
            sent = pool.map(lambda _: send(app, desk.user_id, receipt, "posting-at-once"), range(CLERKS))
            answers = list(sent)
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.text for answer in answers}) == 1
        assert numbers(app, desk) == [1]
        assert received(app, desk.loans[0]) == 1_000_000

    def test_a_receipt_is_posted_once_whatever_the_keys(self, app: Flask, desk: Desk) -> None:
        (receipt,) = draft(app, desk.loans[0], 1_000_000)
        with ThreadPoolExecutor(CLERKS) as pool:
            sent = pool.map(lambda n: send(app, desk.user_id, receipt, f"posting-key-{n}"), range(CLERKS))
            codes = sorted(answer.status_code for answer in sent)
        assert codes == [200] + [409] * (CLERKS - 1)
        assert received(app, desk.loans[0]) == 1_000_000


class TestS9Numbers:
    def test_run_without_gaps_and_no_update_is_lost(self, app: Flask, desk: Desk) -> None:
        chance = random.Random(9)  # noqa: S311 - repeatable, not secret
        amounts = {loan: [chance.randrange(1, 3_000_000) for _ in range(CLERKS)] for loan in desk.loans}
        drafts = {loan: draft(app, loan, *amounts[loan]) for loan in desk.loans}

        def clerk(turn: int) -> list[int]:
            """Post a receipt of each loan; give one up after its number was drawn, and then post it after all."""
            codes = []
            for step, loan in enumerate(desk.loans):
                receipt = drafts[loan][turn]
                if (turn + step) % 4 == 0:
                    with cashier_at(app, desk) as session:
                        perform(session, Receipt, "post", receipt)
                        session.rollback()
                codes.append(send(app, desk.user_id, receipt, f"clerk-{desk.branch_id}-{turn}-{loan}").status_code)
            return codes

        with ThreadPoolExecutor(CLERKS) as pool:
            codes = [code for found in pool.map(clerk, range(CLERKS)) for code in found]
        assert codes == [200] * (CLERKS * len(desk.loans))
        assert numbers(app, desk) == list(range(1, CLERKS * len(desk.loans) + 1))
        assert {loan: received(app, loan) for loan in desk.loans} == {loan: sum(x) for loan, x in amounts.items()}
        prove_books(app)


class TestS10S11Killed:
    def test_at_any_statement_leaves_nothing_and_after_the_commit_everything(
        self, app: Flask, desk: Desk, environment: dict[str, str]
    ) -> None:
        first, second = draft(app, desk.loans[0], 1_000_000, 5_000_000)
        assert send(app, desk.user_id, first, "before-the-kills").status_code == 200
        before = counts(app)
        deaths = killed(environment, desk, second, "killed-posting", BEFORE_COMMIT, *STATEMENTS)
        *halfway, (_, end, written) = deaths
        assert len(halfway) > 4
        assert {(end, tuple(found)) for _, end, found in halfway} == {(-signal.SIGKILL, tuple(before))}
        assert end == -signal.SIGKILL
        assert written > before
        # The last one posted and its answer was lost: only the same request under the same key may be repeated.
        again = send(app, desk.user_id, second, "killed-posting")
        assert (again.status_code, again.json["id"]) == (200, second)
        assert send(app, desk.user_id, second, "killed-posting", {"reason": "Another"}).status_code == 409
        assert counts(app) == written
        assert numbers(app, desk) == [1, 2]
        assert received(app, desk.loans[0]) == 6_000_000
        prove_books(app)
