"""Whether a process answers, asked without importing what it is made of."""

import http.client
import socket
from urllib.parse import urlsplit


def redis_answers(url: str) -> bool:
    """Return whether a PING of the server at `url` (unix:// or redis://) is answered, or refused for its password."""
    parts = urlsplit(url)
    try:
        if parts.scheme == "unix":
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(2)
                client.connect(parts.path)
                return _pong(client)
        if parts.scheme == "rediss":
            return True  # behind TLS; the first command of a worker tells
        with socket.create_connection((parts.hostname or "localhost", parts.port or 6379), timeout=2) as client:
            return _pong(client)
    except OSError:
        return False


def web_answers(host: str, port: int) -> bool:
    """Return whether the web server answers its health address."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/health", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _pong(client: socket.socket) -> bool:
    client.sendall(b"PING\r\n")
    return client.recv(64).startswith((b"+PONG", b"-NOAUTH"))
