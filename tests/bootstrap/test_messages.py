"""A failure is told once and in words, whatever else fails for the same reason."""

import pytest

from bootstrap import messages


def test_one_cause_of_two_failures_is_told_once(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(messages, "_told", set())
    for problem in ("pip cannot reach its registry.", "npm cannot reach its registry."):
        with pytest.raises(SystemExit) as ended:
            messages.fail(problem, "Connect this machine.")
        assert ended.value.code == 1
    told = capsys.readouterr().err
    assert told == "lendboard: pip cannot reach its registry.\n  -> Connect this machine.\n"
