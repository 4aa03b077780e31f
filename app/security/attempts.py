"""Limits on guessing passwords, counted before any password is looked at and shared by all web processes."""

import logging

from flask import request
from limits import RateLimitItem, parse_many
from limits.errors import StorageError
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter, RateLimiter
from redis import RedisError
from werkzeug.exceptions import TooManyRequests

from app.extensions.limits import limiter

# A person who mistypes waits a minute; a guesser gets 30 an hour at one account from one address. Nobody can lock out
# somebody at another address, and every window ends by itself.
PER_ACCOUNT_AND_ADDRESS = "10 per minute; 30 per hour"
PER_ADDRESS = "100 per minute; 600 per hour"

_log = logging.getLogger(__name__)
_local = FixedWindowRateLimiter(MemoryStorage())


def count_attempt(account: str) -> None:
    """Count an attempt at an account from the address of the request; raises TooManyRequests beyond the limits."""
    limits = [(item, _account_keys(account)) for item in parse_many(PER_ACCOUNT_AND_ADDRESS)]
    limits += [(item, ("sign-in", _address())) for item in parse_many(PER_ADDRESS)]
    for item, keys in limits:
        if not _hit(item, keys):
            raise TooManyRequests(retry_after=item.get_expiry())


def forgive_attempts(account: str) -> None:
    """Forget the failures before a success, so that who mistypes now and then is never stopped."""
    for item in parse_many(PER_ACCOUNT_AND_ADDRESS):
        for counter in (_shared(), _local):
            try:
                counter.clear(item, *_account_keys(account))
            except (StorageError, RedisError):
                _log.warning("the shared counter of sign-in attempts is away")


def _account_keys(account: str) -> tuple[str, ...]:
    return ("sign-in", account.strip().casefold(), _address())


def _address() -> str:
    # The address of the connection, which no header of the request can change.
    return request.remote_addr or "unknown"


def _hit(limit: RateLimitItem, keys: tuple[str, ...]) -> bool:
    try:
        return _shared().hit(limit, *keys)
    except (StorageError, RedisError):
        # Without Redis each process counts for itself: weaker, but people can still sign in.
        _log.warning("the shared counter of sign-in attempts is away")
        return _local.hit(limit, *keys)


def _shared() -> RateLimiter:
    return limiter.limiter
