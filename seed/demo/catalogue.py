"""What the lender offers, and the firms it works with."""

from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.origination.document_requirement import DocumentRequirement
from app.parties.partner.model import Partner, PartnerKind
from app.products.product.model import Product, ProductStatus
from app.shared.product_class import ProductClass
from seed.demo.identity import mobile_number
from seed.demo.world import Person, World, instant

_MILLION = 1_000_000
_PRODUCTS: dict[str, dict[str, Any]] = {
    "unsecured": {
        "name": "Vay tiêu dùng tín chấp",
        "product_class": ProductClass.UNSECURED,
        "amount_min": 5 * _MILLION,
        "amount_max": 100 * _MILLION,
        "term_min": 6,
        "term_max": 36,
        "rate_min_percent": Decimal(18),
        "rate_max_percent": Decimal(55),
        "age_min": 20,
        "age_max": 60,
        "offers_equal_principal": True,
        "max_pti_percent": Decimal(60),
        "field_review_waived_up_to": 20 * _MILLION,
        "description": "Vay tiền mặt không cần tài sản bảo đảm, giải ngân trong ngày.",
    },
    "used_car": {
        "name": "Vay mua ô tô đã qua sử dụng",
        "product_class": ProductClass.USED_CAR,
        "amount_min": 200 * _MILLION,
        "amount_max": 800 * _MILLION,
        "term_min": 6,
        "term_max": 60,
        "rate_min_percent": Decimal("10.5"),
        "rate_max_percent": Decimal(18),
        "age_min": 22,
        "age_max": 62,
        "offers_equal_principal": True,
        "offers_interest_first": True,
        "max_ltv_percent": Decimal(70),
        "max_pti_percent": Decimal(60),
        "vehicle_age_at_end_max": 12,
        "vehicle_km_max": 150_000,
        "description": "Vay mua ô tô cũ, thế chấp bằng chính chiếc xe, tối đa 70 % giá trị định giá.",
    },
}
COMMISSION_PERCENT = Decimal("1.5")
# Who sends borrowers, by the office near which they are.
REFERRING = {
    "Chợ ô tô Hùng Vương": "SG",
    "Ô tô Minh Phát": "SG",
    "Siêu thị xe cũ Thăng Long": "HN",
    "Auto Đồng Nai": "BH",
    "Xe Lướt Cần Thơ": "CT",
    "Gara Thành Công": "HP",
}
_KINDS = {"Chợ ô tô Hùng Vương": PartnerKind.CAR_MARKET, "Gara Thành Công": PartnerKind.REPAIR_SHOP}
_PARTNERS = (
    *((name, _KINDS.get(name, PartnerKind.DEALER), office) for name, office in REFERRING.items()),
    ("Truyền thông Sao Việt", PartnerKind.AGENCY, "HO"),
    ("Quảng cáo số Ánh Dương", PartnerKind.AGENCY, "HO"),
    ("Bảo hiểm An Tâm", PartnerKind.INSURER, "HO"),
    ("Văn phòng luật sư Công Lý", PartnerKind.LAW_FIRM, "HO"),
    ("Thẩm định giá Đông Á", PartnerKind.VALUER, "HO"),
)
# The dealer whose customers miss their first instalment far more often than others'.
BAD_DEALER = "Auto Đồng Nai"


def make(world: World, session: Session, posts: dict[str, list[Person]]) -> None:
    """Collect products in force and the partners, and read which papers are asked for."""
    administrator, opened = posts["administrator"][0], instant(world.first_day)
    for key, facts in _PRODUCTS.items():
        number = world.bulk.add(
            Product,
            created_at=opened,
            by=administrator.user_id,
            valid_from=world.first_day,
            status=ProductStatus.APPROVED,
            **facts,
        )
        world.products[key] = number
    with_papers = select(DocumentRequirement).order_by(DocumentRequirement.id)
    world.papers = [(p.name, p.group, p.product_class, p.mandatory) for p in session.scalars(with_papers)]
    rng, lead = world.dice("partners"), posts["lead_south"][0]
    for name, kind, office in _PARTNERS:
        world.partners[name] = world.bulk.add(
            Partner,
            created_at=opened,
            by=lead.user_id,
            name=name,
            kind=kind,
            branch_id=world.branches[office],
            owner_id=lead.id,
            tax_code=f"03{rng.randrange(10**8):08d}",
            contract_no=f"HTĐL-{world.first_day.year}-{rng.randrange(100):02d}",
            phone=mobile_number(rng),
            email=f"lienhe{len(world.partners) + 1}@doitac.example",
            commission_percent=COMMISSION_PERCENT if name in REFERRING else None,
            bank_name="Ngân hàng Phương Đông",
            bank_account=f"{rng.randrange(10**11):011d}",
        )
    world.bulk.write()
