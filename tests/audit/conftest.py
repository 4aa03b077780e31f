"""The probe lender of the security tests, audited."""

from tests.security.conftest import engine, lender, session, sessions

__all__ = ["engine", "lender", "session", "sessions"]
