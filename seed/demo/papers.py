"""The papers of the demo: small PDFs and pictures drawn by code, so that every file on screen really opens."""

import struct
import unicodedata
import zlib
from collections.abc import Sequence
from datetime import date
from functools import cache
from random import Random

from app.shared.upload import Upload

_LINE_HEIGHT = 22
_FONT = b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"


def consent_form(full_name: str, day: date) -> Upload:
    """Return the signed form with which a customer consents."""
    text = "Tôi đồng ý cho công ty xử lý dữ liệu cá nhân của tôi theo các mục đích đã ghi trong phiếu."
    return paper(
        "phieu-dong-y.pdf", ("Phiếu đồng ý xử lý dữ liệu cá nhân", full_name, text, f"Ngày ký: {day:%d/%m/%Y}")
    )


def identity_card(full_name: str, number: str) -> Upload:
    """Return the copy of an identity card."""
    return paper("can-cuoc.pdf", ("Căn cước công dân", f"Số {number}", full_name))


def application_papers(full_name: str, application: int) -> Upload:
    """Return the scan of the papers that an applicant brought."""
    listed = ("Căn cước công dân", "Giấy xác nhận cư trú", "Bảng lương ba tháng", "Đơn đề nghị vay vốn")
    return paper(f"ho-so-{application:06d}.pdf", (f"Hồ sơ vay {application:06d}", full_name, *listed))


def inspection_report(car: str, day: date) -> Upload:
    """Return the report of whoever inspected a car."""
    lines = (f"Biên bản giám định xe {car}", f"Ngày {day:%d/%m/%Y}", "Máy, hộp số: tốt", "Thân vỏ: trầy nhẹ")
    return paper("giam-dinh-xe.pdf", (*lines, "Không đâm đụng, không ngập nước"))


def signed_contract(number: str, full_name: str, day: date) -> Upload:
    """Return the scan of a contract that both sides signed."""
    lines = (f"Hợp đồng tín dụng {number}", full_name, f"Ký ngày {day:%d/%m/%Y}", "Đã ký và đóng dấu")
    return paper("hop-dong-da-ky.pdf", lines)


def paper(name: str, lines: Sequence[str]) -> Upload:
    """Return a page of A4 with these lines; its font knows no Vietnamese letters, so their marks are left out."""
    rows = [f"BT /F1 {16 if n == 0 else 11} Tf 60 {780 - n * _LINE_HEIGHT} Td ({_plain(t)}) Tj ET"
            for n, t in enumerate(lines)]  # fmt: skip
    drawing = "\n".join(rows).encode("latin-1")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources %s >>" % _FONT,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
    )
    content, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(objects) + 1, len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    content += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return Upload(name, content)


@cache
def photo(number: int) -> Upload:
    """Return a picture of a house under a sky, one of a few dozen."""
    rng = Random(number)  # noqa: S311 - a demo, not a secret
    sky, wall, roof = (bytes(rng.randrange(low, low + 60) for low in base) for base in
                       ((120, 170, 195), (170, 150, 110), (140, 60, 50)))  # fmt: skip
    width, height = 160, 120
    rows = []
    for y in range(height):
        half = (y - 25) if 25 <= y < 60 else 30 if y >= 60 else 0
        row = bytearray(sky * width)
        row[(80 - half) * 3 : (80 + half) * 3] = (roof if y < 60 else wall) * (2 * half)
        rows.append(b"\0" + bytes(row))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b""))
    return Upload("nha-khach-hang.png", b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in parts if c.isascii() and c.isprintable() and c not in "()\\")
