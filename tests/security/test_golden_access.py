"""The access matrix changes only where somebody has looked at the change."""

from tests.security.golden_access import FILE, matrix


def test_the_matrix_is_the_reviewed_one():
    assert matrix() == FILE.read_text(encoding="utf-8"), (
        "run python -m tests.security.golden_access and review its diff"
    )
