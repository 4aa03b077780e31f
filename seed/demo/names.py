"""Vietnamese names in the proportions of the country."""

from collections.abc import Mapping
from random import Random

_FAMILY = {
    "Nguyễn": 34, "Trần": 11, "Lê": 9.5, "Phạm": 7, "Hoàng": 2.5, "Huỳnh": 2.5, "Phan": 4.5, "Vũ": 2, "Võ": 2,
    "Đặng": 2, "Bùi": 2, "Đỗ": 1.5, "Hồ": 1.5, "Ngô": 1.3, "Dương": 1, "Lý": 0.6, "Trương": 2.5, "Đinh": 2.2,
    "Mai": 2, "Tô": 1.5, "Lâm": 2, "Cao": 2, "Châu": 1.4, "Tạ": 1.5,
}  # fmt: skip
_MIDDLE = {
    "male": {"Văn": 28, "Đức": 11, "Minh": 12, "Quang": 11, "Hữu": 10, "Công": 9, "Ngọc": 10, "Thành": 9},
    "female": {"Thị": 38, "Ngọc": 12, "Thu": 11, "Thanh": 11, "Kim": 10, "Phương": 9, "Mỹ": 5, "Bích": 4},
}
_GIVEN = {
    "male": ("Hùng", "Dũng", "Tuấn", "Nam", "Long", "Huy", "Đạt", "Thành", "Trung", "Sơn", "Quân", "Hải", "Phúc",
             "Khánh"),
    "female": ("Hương", "Lan", "Mai", "Linh", "Trang", "Thảo", "Hà", "Yến", "Nhung", "Vy", "Hạnh", "Loan", "Tuyết",
               "Ngân"),
}  # fmt: skip


def full_name(rng: Random, sex: str) -> str:
    """Return family, middle and given name of a `male` or `female` person."""
    return f"{weighted(rng, _FAMILY)} {weighted(rng, _MIDDLE[sex])} {rng.choice(_GIVEN[sex])}"


def weighted(rng: Random, shares: Mapping[str, float]) -> str:
    """Return a key with the probability of its share."""
    return rng.choices(tuple(shares), tuple(shares.values()))[0]
