"""What commands say to arguments that no server could take."""

import pytest

from app.cli import main


@pytest.mark.parametrize("command", ["serve", "web"])
@pytest.mark.parametrize("port", ["0", "65536", "-1", "abc", ""])
def test_a_port_that_is_none_is_refused_in_words(
    command: str, port: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for given in ([command, f"--port={port}"], [command]):
        monkeypatch.setenv("PORT", port)
        with pytest.raises(SystemExit) as ended:
            main(given)
        assert ended.value.code == 2
        assert "a port is a number from 1 to 65535" in capsys.readouterr().err
