"""Compression: what is the same for everybody travels small, and is compressed once in the life of a process.

Pages are left as they are: what holds a form token beside words of the visitor's choice must not be compressed. The
answer to a dashboard's question holds no token, and nobody elsewhere can have it asked.
"""

from flask import Flask, Response, request
from flask_compress import Compress

from app.administration.headers import is_versioned

QUESTIONS = "/_dash-update-component"


class _Memory(dict[str, bytes]):
    """Keeps the compressed files, as many as the application has."""

    def set(self, key: str, value: bytes) -> None:
        self[key] = value


def compress_responses(app: Flask) -> None:
    """Compress versioned files and the answers of dashboards, for whoever accepts it."""
    app.config.setdefault("COMPRESS_REGISTER", False)
    app.config.setdefault("COMPRESS_STREAMS", False)
    app.config.setdefault("COMPRESS_ALGORITHM", ["br", "gzip"])
    files, answers = Compress(app), Compress(app)
    files.cache, files.cache_key = _Memory(), lambda asked: asked.path

    @app.after_request
    def shrink(response: Response) -> Response:
        if is_versioned() and response.status_code == 200 and "Range" not in request.headers:
            response.direct_passthrough = False
            response.get_data()  # read whole: files are sent in pieces otherwise, each compressed anew
            return files.after_request(response)
        return answers.after_request(response) if request.path.endswith(QUESTIONS) else response
