"""The people who ask for a loan: age, sex, number, address, work and income that agree with each other."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from seed.demo.identity import citizen_number, mobile_number
from seed.demo.names import full_name, weighted
from seed.demo.places import PROVINCES, address
from seed.demo.world import World

# Province → the office that serves it; all others belong to Hà Nội.
SERVED_BY = {
    "TP. Hồ Chí Minh": "SG", "Tây Ninh": "SG", "Đồng Nai": "BH", "Lâm Đồng": "BH", "Cần Thơ": "CT", "Đồng Tháp": "CT",
    "An Giang": "CT", "Vĩnh Long": "CT", "Cà Mau": "CT", "Đà Nẵng": "DN", "Gia Lai": "DN", "Huế": "DN",
    "Quảng Trị": "DN", "Quảng Ngãi": "DN", "Khánh Hòa": "NT", "Đắk Lắk": "NT", "Hải Phòng": "HP", "Quảng Ninh": "HP",
    "Thanh Hóa": "HP", "Hưng Yên": "HP",
}  # fmt: skip
_AGES = {(22, 29): 27, (30, 39): 38, (40, 49): 23, (50, 57): 12}
_WORK = {
    "unsecured": {
        "Công nhân": 26, "Nhân viên văn phòng": 20, "Tiểu thương": 17, "Nhân viên dịch vụ": 12, "Tài xế, giao hàng": 10,
        "Giáo viên, viên chức": 6, "Nông dân": 5, "Lao động tự do": 4,
    },
    "used_car": {
        "Chủ cửa hàng": 38, "Quản lý, văn phòng": 30, "Tài xế công nghệ, vận tải": 20, "Chuyên môn (bác sĩ, kỹ sư)": 12,
    },
}  # fmt: skip
_EMPLOYERS = ("Công ty May Việt Thắng", "Công ty Giày Thái Bình", "Siêu thị Co.op", "Công ty Điện tử Sao Mai",
              "Kho vận Tân Cảng", "Trường THPT Nguyễn Du", "Công ty Xây dựng Hòa An", "Công ty Nhựa Bình Minh",
              "Công ty Thủy sản Hậu Giang", "Bệnh viện Đa khoa tỉnh", "Khách sạn Hải Yến", "Công ty Gỗ Trường Thành",
              "Siêu thị Điện máy Xanh", "Công ty Dệt Phong Phú", "Bưu điện tỉnh", "Nhà máy Bia Sài Gòn",
              "Công ty Vận tải Thành Bưởi", "Trường Mầm non Hoa Sen", "Công ty Thép Hòa Phát")  # fmt: skip
_OWN_BUSINESS = {"Tiểu thương", "Nông dân", "Lao động tự do", "Chủ cửa hàng", "Tài xế, giao hàng",
                 "Tài xế công nghệ, vận tải"}  # fmt: skip
_INCOME = {"unsecured": (11, 6, 35), "used_car": (28, 15, 90)}
_MALE_SHARE = {"unsecured": 0.52, "used_car": 0.74}


@dataclass
class Applicant:
    """Facts of a person who becomes a customer; `income` in dong a month."""

    full_name: str
    sex: str
    born_on: date
    id_no: str
    phone: str
    street: str
    ward: str
    province: str
    occupation: str
    employer: str
    income: int
    marital_status: str

    @property
    def office(self) -> str:
        """The code of the office that serves the person."""
        return SERVED_BY.get(self.province, "HN")


def phone_of_nobody(world: World, rng: Random) -> str:
    """Return a mobile number that nobody else in the demo has."""
    while (number := mobile_number(rng)) in world.phones:
        pass
    world.phones.add(number)
    return number


def province_of(rng: Random) -> str:
    """Return a province by its share of the customers."""
    return weighted(rng, PROVINCES)


def applicant(world: World, rng: Random, kind: str, on: date) -> Applicant:
    """Return somebody who asks for a loan of the kind on a day."""
    sex = "male" if rng.random() < _MALE_SHARE[kind] else "female"
    youngest, oldest = rng.choices(tuple(_AGES), tuple(_AGES.values()))[0]
    born_on = on - timedelta(days=round(rng.uniform(max(youngest, 23), oldest + 1) * 365.25))
    while (id_no := citizen_number(rng, sex, born_on)) in world.numbers:
        pass
    world.numbers.add(id_no)
    street, ward, province = address(rng)
    median, least, most = _INCOME[kind]
    occupation, employer = weighted(rng, _WORK[kind]), rng.choice(_EMPLOYERS)
    income = min(max(math.exp(rng.gauss(math.log(median), 0.38)), least), most)
    return Applicant(
        full_name=full_name(rng, sex),
        sex=sex,
        born_on=born_on,
        id_no=id_no,
        phone=phone_of_nobody(world, rng),
        street=street,
        ward=ward,
        province=province,
        occupation=occupation,
        employer="Tự kinh doanh" if occupation in _OWN_BUSINESS else employer,
        income=round(income * 10) * 100_000,
        marital_status=rng.choices(("married", "single", "divorced", "widowed"), (66, 26, 6, 2))[0],
    )
