"""Uploads are believed only where their name and their first bytes agree, and their names lead nowhere."""

import pytest

from app.shared.upload import PAPER, PHOTO, SIZE_MAX, Upload, problem_of_upload
from tests.factories.uploads import PDF, PNG


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF),
        ("A.PDF", PDF),
        ("a.png", PNG),
        ("a.jpg", b"\xff\xd8\xff\xe0"),
        ("a.jpeg", b"\xff\xd8\xff\xe1"),
        ("a.webp", b"RIFF\0\0\0\0WEBPVP8 "),
        ("a.pdf", PDF.ljust(SIZE_MAX, b" ")),
    ],
)
def test_takes_papers_and_pictures(name: str, content: bytes) -> None:
    assert problem_of_upload(Upload(name, content), PAPER) is None


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.pdf", b"", "empty"),
        ("a.pdf", PDF.ljust(SIZE_MAX + 1, b" "), "at most 10 MB"),
        ("a.svg", b"<svg onload=alert(1)>", "not accepted"),
        ("a.html", b"<html>", "not accepted"),
        ("a", PDF, "not accepted"),
        ("a.pdf.exe", PDF, "not accepted"),
        ("a.pdf", b"<html>", "no PDF"),
        ("a.pdf", PNG, "no PDF"),
        ("a.png", PDF, "no PNG"),
        ("a.webp", b"WEBP", "no WEBP"),
    ],
)
def test_refuses_the_rest_and_says_why(name: str, content: bytes, says: str) -> None:
    assert says in str(problem_of_upload(Upload(name, content), PAPER))


def test_a_photo_is_no_paper() -> None:
    assert "JPEG, PNG, WEBP" in str(problem_of_upload(Upload("a.pdf", PDF), PHOTO))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\papers\\Căn cước.pdf", "Căn cước.pdf"),
        ("evil\u202efdp.exe.pdf", "evilfdp.exe.pdf"),
        ('a"b<c>\r\nX: y.pdf', "a_b_c_X_ y.pdf"),
        ("...hidden.pdf", "hidden.pdf"),
        ("", "file"),
        ("x" * 500 + ".pdf", "x" * 117 + ".pdf"),
    ],
)
def test_a_name_is_cleaned(given: str, kept: str) -> None:
    assert Upload(given, PDF).name == kept
