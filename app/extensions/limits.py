"""The rate limiter, counting in the shared Redis so that every web process sees the same counts."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(key_func=get_remote_address, default_limits=[], swallow_errors=False)
