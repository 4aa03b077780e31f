"""What a test says when a service it needs can be had in no way: it fails with instructions, it is never skipped."""

from typing import NoReturn

import pytest


def fail_with_instructions(service: str, tried: list[str], remedy: str) -> NoReturn:
    """Fail the test, naming every way that was tried and what a person can do."""
    ways = "\n".join(f"  - {way}" for way in tried)
    pytest.fail(f"No {service} can be started. Tried in order:\n{ways}\n{remedy}", pytrace=False)
