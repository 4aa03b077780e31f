"""The cars behind the used-car loans, and what they are worth."""

from dataclasses import dataclass
from random import Random

from app.origination.collateral import Collateral, CollateralStatus, CollateralType
from app.origination.vehicle import Vehicle, VehicleUse
from app.shared.months import add_months
from seed.demo.papers import inspection_report
from seed.demo.requests import Outcome, Request
from seed.demo.world import Person, World, office_hour

_MODELS = (
    ("Toyota", "Vios", 350, 480), ("Toyota", "Innova", 400, 650), ("Hyundai", "Accent", 330, 450),
    ("Hyundai", "Santa Fe", 650, 950), ("Kia", "Morning", 286, 320), ("Kia", "Seltos", 480, 600),
    ("Mazda", "3", 400, 560), ("Honda", "City", 380, 500), ("Honda", "CR-V", 700, 1250), ("Ford", "Ranger", 480, 900),
    ("Mitsubishi", "Xpander", 450, 560), ("VinFast", "Fadil", 290, 330),
)  # fmt: skip
_PLATES = {"SG": "51K", "HN": "30L", "DN": "43A", "BH": "60A", "CT": "65A", "HP": "15A", "NT": "79A"}
_COLOURS = ("Trắng", "Đen", "Bạc", "Đỏ", "Xanh")
_REPORTS = (
    "Máy và hộp số hoạt động tốt, thân vỏ trầy nhẹ, không đâm đụng, không ngập nước.",
    "Máy êm, lốp mới thay, sơn lại cản trước, khung gầm nguyên bản.",
    "Nội thất sạch, điều hòa mát, phanh và lái tốt, có sổ bảo dưỡng hãng.",
    "Máy khô, không rò dầu, hai cửa bên phụ đã sơn lại, keo chỉ nguyên bản.",
)
_VIN = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
_MILLION = 1_000_000


@dataclass(frozen=True)
class Car:
    """The collateral's key and the price paid, in dong."""

    collateral: int
    price: int
    year: int


def collect(world: World, rng: Random, request: Request, appraiser: Person) -> Car:
    """Collect a car dear enough for the loan of the request, and its pledge."""
    value = int(request.amount / min(max(rng.gauss(0.58, 0.08), 0.4), 0.695) / _MILLION) + 1
    fitting = [m for m in _MODELS if m[2] <= value <= m[3]] or [_MODELS[8]]
    brand, model, _, _ = rng.choice(fitting)
    year, place = request.asked_on.year - rng.randrange(3, 7), world.branches[request.office]
    made, plate = office_hour(rng, request.asked_on), _PLATES[request.office]
    report = inspection_report(f"{brand} {model}", request.asked_on)
    vehicle = world.bulk.add(
        Vehicle,
        created_at=made,
        by=request.seller.user_id,
        plate=f"{plate}-{rng.randrange(1000):03d}.{rng.randrange(100):02d}",
        vin="RL" + "".join(rng.choice(_VIN) for _ in range(15)),
        engine_no=f"{rng.choice('ABGKM')}{rng.randrange(10**7):07d}",
        brand=brand,
        model=model,
        year=year,
        km=round(rng.uniform(20, 115) * 1000),
        colour=rng.choice(_COLOURS),
        use=VehicleUse.BUSINESS if rng.random() < 0.2 else VehicleUse.PRIVATE,
        condition=rng.choice(_REPORTS),
        condition_report_id=world.bulk.file(report, created_at=made, by=request.seller.user_id),
        papers_complete=True,
        registration_no=f"{rng.randrange(10**8):08d}",
        inspection_expires_on=add_months(request.asked_on, rng.randrange(3, 18)),
        branch_id=place,
        owner_id=request.seller.id,
    )
    is_pledged = request.outcome is Outcome.DISBURSED
    collateral = world.bulk.add(
        Collateral,
        created_at=made,
        by=request.seller.user_id,
        type=CollateralType.VEHICLE,
        customer_id=request.keys["customer"],
        vehicle_id=vehicle,
        status=CollateralStatus.REGISTERED if is_pledged else CollateralStatus.OFFERED,
        appraised_value=value * _MILLION,
        appraiser_id=appraiser.id,
        appraised_on=request.asked_on,
        registration_no=f"GDBĐ-{rng.randrange(10**9):09d}" if is_pledged else None,
        registered_on=request.decided_on if is_pledged else None,
        papers_at="Kho hồ sơ Hội sở" if is_pledged else None,
        insurance_no=f"BH{rng.randrange(10**7):07d}" if is_pledged else None,
        insurance_expires_on=add_months(request.decided_on, 12) if is_pledged else None,
        branch_id=place,
        owner_id=request.seller.id,
    )
    return Car(collateral, value * _MILLION, year)
