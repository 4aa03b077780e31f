"""Settings classes read from the environment; `unsafe_settings` says why a production set-up may not start."""

import hashlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
KNOWN_SECRETS = frozenset({"changeme", "change-me", "secret", "dev", "development", "test", "password", "lendboard"})
SECRET_LENGTH_MIN = 32
PROXIES_MAX = 5
SOCKET_PATH_LENGTH_MAX = 100  # the kernel takes 107 bytes
LANGUAGES = {
    "en": {"flag": "gb", "name": "English"},
    "vi": {"flag": "vn", "name": "Tiếng Việt"},
    "zh": {"flag": "cn", "name": "中文"},
}


class Settings:
    """What every environment shares; instances go to `app.config.from_object`, which reads upper-case attributes."""

    ENV_NAME = "development"
    DEBUG = False
    TESTING = False
    APP_NAME = "Lendboard"
    SESSION_COOKIE_NAME = "lendboard_session"
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    SESSION_COOKIE_SECURE = False
    REMEMBER_COOKIE_HTTPONLY = True
    REMEMBER_COOKIE_SAMESITE = "Lax"
    PERMANENT_SESSION_LIFETIME = 12 * 60 * 60
    MAX_CONTENT_LENGTH = 25 * 1024 * 1024
    MAX_FORM_PARTS = 2000
    WTF_CSRF_TIME_LIMIT = None
    SQLALCHEMY_TRACK_MODIFICATIONS = False
    SQLITE_SYNCHRONOUS = "FULL"
    # Dash posts its callbacks, which only read: on SQLite they must not queue for the write lock.
    READING_PATHS: tuple[str, ...] = ("/dash/",)
    # Alembic owns the schema and `run.py migrate` the permission rows: two starting processes must not race for them.
    FAB_CREATE_DB = False
    FAB_UPDATE_PERMS = False
    FAB_API_SWAGGER_UI = False
    FAB_ADD_SECURITY_API = True
    AUTH_TYPE = 1
    AUTH_ROLE_ADMIN = "Admin"
    AUTH_ROLE_PUBLIC = "Public"
    LANGUAGES = LANGUAGES
    BABEL_DEFAULT_LOCALE = "en"
    BABEL_DEFAULT_TIMEZONE = "UTC"
    BABEL_DEFAULT_FOLDER = "translations"
    BUSINESS_TIME_ZONE = "Asia/Ho_Chi_Minh"
    RATELIMIT_STRATEGY = "fixed-window"

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self.DATA_DIR = str(Path(environ.get("DATA_DIR", ROOT / "data")).resolve())
        self.SECRET_KEY = self.secret(environ, "SECRET_KEY")
        self.MASTER_KEY = self.secret(environ, "MASTER_KEY")
        self.SQLALCHEMY_DATABASE_URI = database_url(environ.get("DATABASE_URL"), self.DATA_DIR)
        self.FILE_STORE = environ.get("FILE_STORE") or str(Path(self.DATA_DIR, "files"))
        self.REDIS_URL = environ.get("REDIS_URL") or f"unix://{embedded_socket(self.DATA_DIR)}"
        self.RATELIMIT_STORAGE_URI = limiter_url(self.REDIS_URL)
        self.TRUSTED_HOSTS = words(environ.get("TRUSTED_HOSTS")) or list(self.default_hosts())
        self.FAB_SAFE_REDIRECT_HOSTS = self.TRUSTED_HOSTS
        self.TRUSTED_PROXIES = proxies(environ.get("TRUSTED_PROXIES"))
        self.BUSINESS_TIME_ZONE = environ.get("BUSINESS_TIME_ZONE", self.BUSINESS_TIME_ZONE)

    def secret(self, environ: Mapping[str, str], name: str) -> str:
        """Return the secret of the environment, else one made on first use and kept readable by its owner only."""
        return environ.get(name) or local_secret(Path(self.DATA_DIR), name.lower())

    def default_hosts(self) -> tuple[str, ...]:
        return ("localhost", "127.0.0.1", "[::1]")


class Development(Settings):
    """One machine, one person: the embedded services and secrets of the data folder."""


class Testing(Settings):
    """The test suite: nothing survives it, so SQLite need not wait for the disk, nor a guesser of passwords."""

    __test__ = False  # for pytest, which collects classes by their first letters
    ENV_NAME = "testing"
    TESTING = True
    SQLITE_SYNCHRONOUS = "OFF"
    FAB_PASSWORD_HASH_METHOD = "pbkdf2:sha256:1"  # noqa: S105 - a way to hash, no password

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        super().__init__(environ)
        if "REDIS_URL" not in environ:
            self.RATELIMIT_STORAGE_URI = "memory://"

    def secret(self, environ: Mapping[str, str], name: str) -> str:
        return environ.get(name) or secrets.token_urlsafe(48)


class Production(Settings):
    """Servers for real users: every secret and host is named by the operator."""

    ENV_NAME = "production"
    SESSION_COOKIE_NAME = "__Host-lendboard_session"
    SESSION_COOKIE_SECURE = True
    REMEMBER_COOKIE_SECURE = True
    PREFERRED_URL_SCHEME = "https"

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        super().__init__(environ)
        self.DEBUG = environ.get("FLASK_DEBUG", "0") not in {"", "0", "false", "False"}

    def secret(self, environ: Mapping[str, str], name: str) -> str:
        return environ.get(name, "")

    def default_hosts(self) -> tuple[str, ...]:
        return ()


CLASSES: dict[str, type[Settings]] = {"development": Development, "testing": Testing, "production": Production}


class UnknownEnvironmentError(ValueError):
    """LENDBOARD_ENV names no settings class."""


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings that LENDBOARD_ENV names (development by default)."""
    name = environ.get("LENDBOARD_ENV", "development")
    if name not in CLASSES:
        raise UnknownEnvironmentError(f"LENDBOARD_ENV is {name!r}; it must be one of {', '.join(CLASSES)}")
    return CLASSES[name](environ)


def unsafe_settings(config: Mapping[str, object]) -> list[str]:
    """Return one sentence for each setting that is unsafe in production; an empty list means safe."""
    return [*_unsafe_secrets(config), *_unsafe_web(config), *_unsafe_services(config)]


def _unsafe_secrets(config: Mapping[str, object]) -> list[str]:
    problems = []
    for name in ("SECRET_KEY", "MASTER_KEY"):
        value = str(config.get(name) or "")
        if not value:
            problems.append(f"{name} is missing: set it to a random text of {SECRET_LENGTH_MIN} characters or more.")
        elif len(value) < SECRET_LENGTH_MIN or len(set(value)) < 10 or value.lower() in KNOWN_SECRETS:
            problems.append(f"{name} is short or easily guessed: use {SECRET_LENGTH_MIN} random characters or more.")
    if config.get("SECRET_KEY") and config.get("SECRET_KEY") == config.get("MASTER_KEY"):
        problems.append("SECRET_KEY and MASTER_KEY are the same: each needs its own value.")
    return problems


def _unsafe_web(config: Mapping[str, object]) -> list[str]:
    problems = []
    if config.get("DEBUG") or config.get("TESTING"):
        problems.append("DEBUG or TESTING is on: unset FLASK_DEBUG.")
    hosts = config.get("TRUSTED_HOSTS")
    if not isinstance(hosts, list) or not hosts or any("*" in host or _is_whole_domain(host) for host in hosts):
        problems.append("TRUSTED_HOSTS is open: list the host names that users type, separated by commas.")
    if not (config.get("SESSION_COOKIE_SECURE") and config.get("SESSION_COOKIE_HTTPONLY")):
        problems.append("The session cookie is not Secure and HttpOnly.")
    if config.get("SESSION_COOKIE_SAMESITE") not in {"Lax", "Strict"}:
        problems.append("The session cookie has no SameSite attribute.")
    if config.get("WTF_CSRF_ENABLED") is False:
        problems.append("CSRF protection is off.")
    if config.get("TRUSTED_PROXIES") is None:
        problems.append(f"TRUSTED_PROXIES must be the number of proxies in front, from 0 to {PROXIES_MAX}.")
    return problems


def _unsafe_services(config: Mapping[str, object]) -> list[str]:
    found = [_open_service(config, name) for name in ("SQLALCHEMY_DATABASE_URI", "REDIS_URL")]
    problems = [problem for problem in found if problem]
    if config.get("RATELIMIT_ENABLED") is False or str(config.get("RATELIMIT_STORAGE_URI")).startswith("memory:"):
        problems.append("Sign-in attempts are not counted for all processes together: set REDIS_URL.")
    return problems


def _is_whole_domain(host: str) -> bool:
    """Tell whether a pattern such as `.com` lets in names that belong to others."""
    return host.startswith(".") and "." not in host.strip(".")


def _open_service(config: Mapping[str, object], name: str) -> str:
    """Return what is wrong with the password of a service on another machine, or an empty text."""
    address = urlsplit(str(config.get(name) or ""))
    if address.hostname in (None, "localhost", "127.0.0.1", "::1"):
        return ""
    said = "DATABASE_URL" if name.startswith("SQLALCHEMY") else name
    if not address.password:
        return f"{said} names another machine without a password."
    if address.password.lower() in KNOWN_SECRETS | {address.username or ""}:
        return f"The password in {said} is easily guessed."
    return ""


def by_name(settings: Settings) -> dict[str, object]:
    """Return the settings by name, as Flask's configuration would hold them."""
    return {name: getattr(settings, name) for name in dir(settings) if name.isupper()}


def database_url(url: str | None, data_dir: str) -> str:
    """Return the SQLAlchemy address: the embedded SQLite file, or PostgreSQL through psycopg 3."""
    if not url:
        return f"sqlite:///{Path(data_dir, 'lendboard.sqlite3')}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def embedded_socket(data_dir: str) -> Path:
    """Return where the embedded Valkey listens: in the data folder, or in a short one where the path is too long."""
    near = Path(data_dir, "run", "valkey.sock")
    if len(str(near)) < SOCKET_PATH_LENGTH_MAX:
        return near
    name = hashlib.sha256(data_dir.encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir(), f"lendboard-{os.getuid()}-{name}", "valkey.sock")


def limiter_url(redis_url: str) -> str:
    """Return the same server in the spelling of the rate limiter, which names socket addresses differently."""
    return redis_url.replace("unix://", "redis+unix://", 1) if redis_url.startswith("unix://") else redis_url


def local_secret(folder: Path, name: str) -> str:
    """Return the secret kept in `folder/name`, made on first use with mode 0600."""
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = folder / f".{name}.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)  # atomic: of several starting processes one wins and all read its value
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def proxies(text: str | None) -> int | None:
    """Return how many proxies are trusted to say whom they speak for, none by default; None for what is no number."""
    if not text:
        return 0
    return int(text) if text.isascii() and text.isdigit() and int(text) <= PROXIES_MAX else None


def words(text: str | None) -> list[str]:
    """Return the comma-separated words of `text`."""
    return [word.strip() for word in (text or "").split(",") if word.strip()]
