"""Where the demo's people live: the provinces since July 2025, by share, with wards and streets."""

from random import Random

from seed.demo.names import weighted

_SHARES = {
    "TP. Hồ Chí Minh": 22, "Hà Nội": 14, "Đồng Nai": 9, "Tây Ninh": 5, "Cần Thơ": 5, "Đồng Tháp": 5, "An Giang": 4,
    "Vĩnh Long": 4, "Lâm Đồng": 4, "Đà Nẵng": 4, "Hải Phòng": 4, "Khánh Hòa": 3, "Gia Lai": 3, "Đắk Lắk": 3,
    "Bắc Ninh": 3, "Nghệ An": 2.5, "Thanh Hóa": 2.5,
}  # fmt: skip
_REST = (
    "Huế", "Lai Châu", "Điện Biên", "Sơn La", "Lạng Sơn", "Quảng Ninh", "Hà Tĩnh", "Cao Bằng", "Tuyên Quang", "Lào Cai",
    "Thái Nguyên", "Phú Thọ", "Hưng Yên", "Ninh Bình", "Quảng Trị", "Quảng Ngãi", "Cà Mau",
)  # fmt: skip
PROVINCES = _SHARES | dict.fromkeys(_REST, 3 / len(_REST))
_WARDS = ("Phường Tân An", "Phường Bến Thành", "Phường Long Bình", "Xã Hòa Phú", "Phường An Bình", "Xã Phước Thạnh",
          "Phường Tân Phú", "Phường Hòa Cường", "Xã Bình Minh", "Phường Phú Lợi", "Xã Tân Hiệp", "Phường Thanh Xuân",
          "Phường Ngọc Hà", "Xã Đông Anh", "Phường Hải Châu", "Xã Vĩnh Lộc", "Phường Ninh Kiều", "Phường Trấn Biên",
          "Xã Long Thành", "Phường Lê Chân")  # fmt: skip
_STREETS = ("Lê Lợi", "Trần Hưng Đạo", "Nguyễn Huệ", "Hai Bà Trưng", "Cách Mạng Tháng Tám", "Phan Đình Phùng",
            "Lý Thường Kiệt", "Nguyễn Trãi", "Hùng Vương", "Quang Trung", "Lê Duẩn", "Phan Chu Trinh", "Điện Biên Phủ",
            "Võ Văn Tần", "Nguyễn Văn Cừ", "Hoàng Hoa Thám", "Ngô Quyền", "Trường Chinh")  # fmt: skip


def address(rng: Random, province: str = "") -> tuple[str, str, str]:
    """Return (street, ward, province)."""
    street = f"{rng.randrange(1, 420)} {rng.choice(_STREETS)}"
    return street, rng.choice(_WARDS), province or weighted(rng, PROVINCES)
