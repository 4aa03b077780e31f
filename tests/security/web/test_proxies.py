"""Behind proxies the caller's own address is counted, and no caller writes that address themselves."""

import pytest
from flask import request

from tests.services.application import application


def told(environment, hops, forwarded, peer="10.9.9.9"):
    """Return the address that the application sees."""
    headers = {"X-Forwarded-For": forwarded, "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    behind = {"TRUSTED_PROXIES": hops} if hops else {}
    with application({**environment, **behind}) as app, app.test_client() as client:
        answer = client.get("/health", headers=headers, environ_base={"REMOTE_ADDR": peer})
        assert answer.status_code == 200, "the forwarded host must not be believed"
        return request.remote_addr, request.scheme  # of the request that the client keeps for its block


@pytest.mark.parametrize(
    ("hops", "forwarded", "seen"),
    [
        ("", "1.1.1.1", ("10.9.9.9", "http")),
        ("0", "1.1.1.1, 2.2.2.2", ("10.9.9.9", "http")),
        ("1", "2.2.2.2", ("2.2.2.2", "https")),
        ("1", "1.1.1.1, 2.2.2.2", ("2.2.2.2", "https")),
        ("2", "1.1.1.1, 2.2.2.2, 3.3.3.3", ("2.2.2.2", "http")),
        ("2", "3.3.3.3", ("10.9.9.9", "http")),
    ],
)
def test_the_address(environment, hops, forwarded, seen):
    assert told(environment, hops, forwarded) == seen


def test_a_spoofed_header_resets_no_limit(environment, app, accounts):
    """Behind one proxy, whatever callers put before the address that the proxy appends."""
    body = {"username": "sales", "password": "wrong", "provider": "db"}
    with application({**environment, "TRUSTED_PROXIES": "1"}) as behind:

        def attempt(number, caller="5.5.5.5"):
            headers = {"X-Forwarded-For": f"9.9.9.{number}, {caller}"}
            return behind.test_client().post("/api/v1/security/login", json=body, headers=headers).status_code

        assert [attempt(number) for number in range(12)][-1] == 429
        assert attempt(1, "6.6.6.6") == 401
