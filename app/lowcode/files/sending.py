"""Sending a file: as a download and never as a page, whatever its kind, and kept by no cache on the way."""

from io import BytesIO

from flask import Response, send_file

from app.lowcode.files.opening import OpenFile


def sent(file: OpenFile) -> Response:
    """Return the response that carries the file."""
    response = send_file(BytesIO(file.content), file.media_type, as_attachment=True, download_name=file.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
