"""Settings: production refuses what would expose it, development makes its own secrets, addresses are normalised."""

from pathlib import Path

import pytest

import config
from app.cli import check
from app.factory import UnsafeSettingsError, create_app

SAFE = {
    "LENDBOARD_ENV": "production",
    "SECRET_KEY": "0a5f-89c3-1bd2-77e6-4fa1-93ce-d820-6b7e",
    "MASTER_KEY": "another-0a5f-89c3-1bd2-77e6-4fa1-93ce-d820",
    "TRUSTED_HOSTS": "lend.example",
}
FAULTS = {
    "no secret": ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
    "known secret": ({"SECRET_KEY": "changeme"}, "SECRET_KEY is short"),
    "repeated secret": ({"SECRET_KEY": "ab" * 30}, "SECRET_KEY is short"),
    "short master key": ({"MASTER_KEY": "short"}, "MASTER_KEY is short"),
    "one secret for both": ({"MASTER_KEY": SAFE["SECRET_KEY"]}, "are the same"),
    "debug": ({"FLASK_DEBUG": "1"}, "DEBUG"),
    "any host": ({"TRUSTED_HOSTS": "*"}, "TRUSTED_HOSTS is open"),
    "all of a top-level domain": ({"TRUSTED_HOSTS": ".com"}, "TRUSTED_HOSTS is open"),
    "any host among others": ({"TRUSTED_HOSTS": "lend.example,*.example"}, "TRUSTED_HOSTS is open"),
    "proxies without a number": ({"TRUSTED_PROXIES": "some"}, "TRUSTED_PROXIES must be"),
    "negative proxies": ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES must be"),
    "too many proxies": ({"TRUSTED_PROXIES": "99"}, "TRUSTED_PROXIES must be"),
    "attempts counted by each process": ({"REDIS_URL": "memory://"}, "Sign-in attempts"),
    "remote Redis without a password": ({"REDIS_URL": "redis://cache.example/0"}, "REDIS_URL names another machine"),
    "remote database without a password": ({"DATABASE_URL": "postgresql://u@db.example/x"}, "DATABASE_URL names"),
    "guessed database password": (
        {"DATABASE_URL": "postgresql://lender:lender@db.example/x"},
        "DATABASE_URL is easily",
    ),
    "no host": ({"TRUSTED_HOSTS": ""}, "TRUSTED_HOSTS is open"),
}


def settings(**changes: str) -> config.Settings:
    """Return safe production settings with `changes`."""
    return config.from_environment({**SAFE, **changes})


class TestUnsafeSettings:
    def test_safe_ones_have_no_problem(self) -> None:
        assert config.unsafe_settings(config.by_name(settings())) == []

    @pytest.mark.parametrize(("changes", "problem"), FAULTS.values(), ids=FAULTS.keys())
    def test_each_fault_is_named(self, changes: dict[str, str], problem: str) -> None:
        problems = config.unsafe_settings(config.by_name(settings(**changes)))
        assert any(problem in each for each in problems), problems

    @pytest.mark.parametrize("name", ["SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE"])
    def test_an_unsafe_cookie_is_named(self, name: str) -> None:
        problems = config.unsafe_settings({**config.by_name(settings()), name: None})
        assert any("cookie" in each for each in problems)

    def test_the_cheap_hash_of_the_tests_is_theirs_alone(self) -> None:
        assert config.Testing({}).FAB_PASSWORD_HASH_METHOD
        for name in ("production", "development"):
            assert "FAB_PASSWORD_HASH_METHOD" not in config.by_name(settings(LENDBOARD_ENV=name))

    def test_the_application_refuses_to_start(self) -> None:
        with pytest.raises(UnsafeSettingsError, match="SECRET_KEY is missing"):
            create_app(settings(SECRET_KEY=""))

    def test_the_command_names_them_and_fails(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for name, value in {**SAFE, "SECRET_KEY": "dev"}.items():
            monkeypatch.setenv(name, value)
        assert check.main(["--deploy"]) == 1
        assert "SECRET_KEY is short" in capsys.readouterr().err
        monkeypatch.setenv("SECRET_KEY", SAFE["SECRET_KEY"])
        assert check.main(["--deploy"]) == 0

    def test_the_command_speaks_of_proxies(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for name, value in SAFE.items():
            monkeypatch.setenv(name, value)
        assert check.main(["--deploy"]) == 0
        assert "TRUSTED_PROXIES is 0" in capsys.readouterr().out
        monkeypatch.setenv("TRUSTED_PROXIES", "1")
        assert check.main(["--deploy"]) == 0
        assert "TRUSTED_PROXIES" not in capsys.readouterr().out


class TestLocalSecret:
    def test_is_made_once_and_closed_to_others(self, tmp_path: Path) -> None:
        first = config.Development({"DATA_DIR": str(tmp_path)})
        second = config.Development({"DATA_DIR": str(tmp_path)})
        assert first.SECRET_KEY == second.SECRET_KEY != first.MASTER_KEY
        assert len(first.SECRET_KEY) >= config.SECRET_LENGTH_MIN
        assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


class TestAddresses:
    @pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
    def test_postgresql_goes_through_psycopg_3(self, scheme: str) -> None:
        assert config.database_url(f"{scheme}://u:p@h/db", "") == "postgresql+psycopg://u:p@h/db"

    def test_without_one_the_database_is_a_file_of_the_data_folder(self, tmp_path: Path) -> None:
        assert config.database_url(None, str(tmp_path)) == f"sqlite:///{tmp_path}/lendboard.sqlite3"

    def test_a_long_folder_gets_a_short_socket(self) -> None:
        assert len(str(config.embedded_socket("/" + "x" * 200))) < config.SOCKET_PATH_LENGTH_MAX

    def test_an_unknown_environment_is_refused(self) -> None:
        with pytest.raises(config.UnknownEnvironmentError, match="production"):
            config.from_environment({"LENDBOARD_ENV": "prod"})
