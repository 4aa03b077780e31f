"""The lender's offices and people, their sign-ins, and what they may decide."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask_appbuilder.security.sqla.models import Role as RoleRow
from flask_appbuilder.security.sqla.models import User, assoc_user_role
from sqlalchemy import insert, select
from sqlalchemy.orm import Session
from werkzeug.security import generate_password_hash

from app.people.authority_limit.model import Authority, AuthorityLimit, LimitStatus
from app.people.branch import Branch
from app.people.employee import Employee, Unit
from app.people.reach import rebuild_reach
from app.security.roles import Role
from app.shared.months import add_months
from app.shared.product_class import ProductClass
from seed.demo.identity import mobile_number
from seed.demo.logins import PASSWORD, USERS
from seed.demo.names import full_name
from seed.demo.world import Person, World, instant, working_day

# Code → name, province, share of the business; the first is the head office.
OFFICES = {
    "HO": ("Hội sở", "TP. Hồ Chí Minh", 0),
    "SG": ("Chi nhánh Sài Gòn", "TP. Hồ Chí Minh", 30),
    "HN": ("Chi nhánh Hà Nội", "Hà Nội", 22),
    "DN": ("Chi nhánh Đà Nẵng", "Đà Nẵng", 9),
    "BH": ("Chi nhánh Biên Hòa", "Đồng Nai", 15),
    "CT": ("Chi nhánh Cần Thơ", "Cần Thơ", 11),
    "HP": ("Chi nhánh Hải Phòng", "Hải Phòng", 7),
    "NT": ("Chi nhánh Nha Trang", "Khánh Hòa", 6),
}


@dataclass(frozen=True)
class Post:
    """A kind of job: who holds it, how many, in which office, under which post."""

    key: str
    role: Role
    unit: Unit
    title: str
    office: str
    count: int = 1
    under: str = "director"


_S, _T, _C, _F = Unit.SALES, Unit.TELESALES, Unit.COLLECTION, Unit.FINANCE
POSTS = (
    Post("director", Role.MANAGER, Unit.MANAGEMENT, "Giám đốc", "HO", under=""),
    Post("deputy", Role.MANAGER, Unit.MANAGEMENT, "Phó giám đốc", "HO"),
    Post("lead_south", Role.TEAM_LEAD, _S, "Trưởng phòng kinh doanh miền Nam", "SG", under="deputy"),
    Post("lead_north", Role.TEAM_LEAD, _S, "Trưởng phòng kinh doanh miền Bắc", "HN", under="deputy"),
    Post("lead_central", Role.TEAM_LEAD, _S, "Trưởng phòng kinh doanh miền Trung", "DN", under="deputy"),
    Post("lead_tele", Role.TEAM_LEAD, _T, "Trưởng nhóm telesales", "HO", under="deputy"),
    Post("sales_sg", Role.SALES, _S, "Chuyên viên kinh doanh", "SG", 4, "lead_south"),
    Post("leaver", Role.SALES, _S, "Chuyên viên kinh doanh", "SG", 1, "lead_south"),
    Post("sales_bh", Role.SALES, _S, "Chuyên viên kinh doanh", "BH", 3, "lead_south"),
    Post("sales_ct", Role.SALES, _S, "Chuyên viên kinh doanh", "CT", 2, "lead_south"),
    Post("sales_hn", Role.SALES, _S, "Chuyên viên kinh doanh", "HN", 3, "lead_north"),
    Post("sales_hp", Role.SALES, _S, "Chuyên viên kinh doanh", "HP", 2, "lead_north"),
    Post("sales_dn", Role.SALES, _S, "Chuyên viên kinh doanh", "DN", 1, "lead_central"),
    Post("sales_nt", Role.SALES, _S, "Chuyên viên kinh doanh", "NT", 2, "lead_central"),
    Post("tele", Role.SALES, _T, "Nhân viên telesales", "HO", 7, "lead_tele"),
    Post("appraiser_ho", Role.APPRAISER, Unit.APPRAISAL, "Chuyên viên thẩm định", "HO", 2, "deputy"),
    Post("appraiser_sg", Role.APPRAISER, Unit.APPRAISAL, "Chuyên viên thẩm định", "SG", 2, "deputy"),
    Post("appraiser_hn", Role.APPRAISER, Unit.APPRAISAL, "Chuyên viên thẩm định", "HN", 1, "deputy"),
    Post("appraiser_dn", Role.APPRAISER, Unit.APPRAISAL, "Chuyên viên thẩm định", "DN", 1, "deputy"),
    Post("risk_head", Role.RISK, Unit.RISK, "Trưởng phòng rủi ro", "HO"),
    Post("risk", Role.RISK, Unit.RISK, "Chuyên viên phân tích tín dụng", "HO", 3, "risk_head"),
    Post("legal", Role.LEGAL, Unit.LEGAL, "Chuyên viên pháp chế", "HO", 2),
    Post("chief_accountant", Role.ACCOUNTANT, _F, "Kế toán trưởng", "HO"),
    Post("accountant", Role.ACCOUNTANT, _F, "Kế toán viên", "HO", 1, "chief_accountant"),
    Post("cashier_ho", Role.CASHIER, _F, "Thủ quỹ", "HO", 1, "chief_accountant"),
    Post("cashier_sg", Role.CASHIER, _F, "Thủ quỹ", "SG", 1, "chief_accountant"),
    Post("cashier_hn", Role.CASHIER, _F, "Thủ quỹ", "HN", 1, "chief_accountant"),
    Post("collection_lead", Role.COLLECTOR, _C, "Trưởng nhóm thu hồi nợ", "HO", under="deputy"),
    Post("collector_ho", Role.COLLECTOR, _C, "Nhân viên thu hồi nợ", "HO", 2, "collection_lead"),
    Post("collector_sg", Role.COLLECTOR, _C, "Nhân viên thu hồi nợ", "SG", 1, "collection_lead"),
    Post("collector_hn", Role.COLLECTOR, _C, "Nhân viên thu hồi nợ", "HN", 1, "collection_lead"),
    Post("field_ho", Role.FIELD_COLLECTOR, _C, "Nhân viên thu hồi tại địa bàn", "HO", 2, "collection_lead"),
    Post("field_sg", Role.FIELD_COLLECTOR, _C, "Nhân viên thu hồi tại địa bàn", "SG", 1, "collection_lead"),
    Post("field_hn", Role.FIELD_COLLECTOR, _C, "Nhân viên thu hồi tại địa bàn", "HN", 1, "collection_lead"),
    Post("care", Role.CARE, Unit.CARE, "Chuyên viên chăm sóc khách hàng", "HO", 4, "deputy"),
    Post("marketing", Role.MARKETING, Unit.MARKETING, "Chuyên viên tiếp thị", "HO", 2, "deputy"),
    Post("auditor", Role.AUDITOR, Unit.CONTROL, "Kiểm toán nội bộ", "HO"),
    Post("steward", Role.DATA_STEWARD, Unit.CONTROL, "Phụ trách dữ liệu cá nhân", "HO"),
    Post("administrator", Role.ADMINISTRATOR, Unit.CONTROL, "Quản trị hệ thống", "HO"),
)
# The person of each role who has the documented user name; others sign in by their staff number.
_SHOWN = {
    Role.SALES: "sales_sg",
    Role.TEAM_LEAD: "lead_south",
    Role.APPRAISER: "appraiser_sg",
    Role.RISK: "risk",
    Role.MANAGER: "director",
    Role.LEGAL: "legal",
    Role.CASHIER: "cashier_ho",
    Role.ACCOUNTANT: "chief_accountant",
    Role.COLLECTOR: "collection_lead",
    Role.FIELD_COLLECTOR: "field_sg",
    Role.CARE: "care",
    Role.MARKETING: "marketing",
    Role.AUDITOR: "auditor",
    Role.DATA_STEWARD: "steward",
    Role.ADMINISTRATOR: "administrator",
}
_MILLION = 1_000_000
_LIMITS: tuple[tuple[str, Authority, int, ProductClass | None, int | None], ...] = (
    ("deputy", Authority.APPROVER, 1, ProductClass.UNSECURED, 30 * _MILLION),
    ("director", Authority.APPROVER, 2, ProductClass.UNSECURED, 100 * _MILLION),
    ("director", Authority.APPROVER, 2, ProductClass.USED_CAR, 400 * _MILLION),
    ("director", Authority.COMMITTEE, 3, None, 800 * _MILLION),
    ("deputy", Authority.COMMITTEE, 3, None, 800 * _MILLION),
    ("risk_head", Authority.COMMITTEE, 3, None, 800 * _MILLION),
    ("risk_head", Authority.RISK_HEAD, 1, None, None),
    ("lead_south", Authority.DEPARTMENT_HEAD, 1, None, None),
    ("lead_north", Authority.DEPARTMENT_HEAD, 1, None, None),
    ("lead_central", Authority.DEPARTMENT_HEAD, 1, None, None),
    ("lead_tele", Authority.DEPARTMENT_HEAD, 1, None, None),
    ("collection_lead", Authority.COLLECTION_LEAD, 1, None, None),
    ("director", Authority.BUDGET, 2, None, 2_000 * _MILLION),
    ("deputy", Authority.BUDGET, 1, None, 300 * _MILLION),
    ("director", Authority.PAYOUT, 2, None, 800 * _MILLION),
    ("deputy", Authority.PAYOUT, 1, None, 400 * _MILLION),
    ("chief_accountant", Authority.PAYOUT, 1, None, 100 * _MILLION),
)


def open_offices(world: World) -> None:
    """Collect the branches; the head office comes first and is above the others."""
    rng, opened = world.dice("offices"), instant(world.first_day)
    for code, (name, province, _) in OFFICES.items():
        world.branches[code] = world.bulk.add(
            Branch,
            created_at=opened,
            name=name,
            province=province,
            parent_id=world.branches.get("HO"),
            address=f"{rng.randrange(10, 400)} Nguyễn Văn Linh, {province}",
            phone=f"028 3{rng.randrange(1_000_000):06d}"
            if "Hồ Chí Minh" in province
            else f"024 3{rng.randrange(1_000_000):06d}",
        )


def hire(world: World, session: Session) -> dict[str, list[Person]]:
    """Collect the staff with accounts that can be used at once; returns post → its people."""
    rng, joined = world.dice("staff"), world.first_day
    found: dict[str, list[Person]] = {}
    names: set[str] = set()
    secret = generate_password_hash(PASSWORD)
    for post in POSTS:
        for number in range(post.count):
            sex = rng.choice(("male", "female"))
            name = full_name(rng, sex)
            while name in names:
                name = full_name(rng, sex)
            names.add(name)
            is_shown = number == 0 and _SHOWN[post.role] == post.key
            username = USERS[post.role] if is_shown else f"nv{len(names):03d}"
            found.setdefault(post.key, []).append(_hire(world, session, post, name, username, secret, found, joined))
    return found


def _hire(
    world: World,
    session: Session,
    post: Post,
    name: str,
    username: str,
    secret: str,
    found: dict[str, list[Person]],
    joined: date,
) -> Person:
    rng, email = world.dice(f"staff {username}"), f"{username}@anphuc.example"
    left_on = last_day_of_leaver(world) if post.key == "leaver" else None
    user_id = _account(session, name, username, email, post.role, secret, active=left_on is None)
    manager = found[post.under][0].id if post.under else None
    key = world.bulk.add(
        Employee,
        created_at=instant(joined),
        full_name=name,
        branch_id=world.branches[post.office],
        unit=post.unit,
        job_title=post.title,
        manager_id=manager,
        email=email,
        phone=mobile_number(rng),
        joined_on=add_months(joined, -rng.randrange(0, 30)),
        left_on=left_on,
        active=left_on is None,
        user_id=user_id,
    )
    person = Person(key, user_id, name, post.role, post.unit, world.branches[post.office], manager)
    if left_on is None:
        world.staff.append(person)
    return person


def last_day_of_leaver(world: World) -> date:
    """Return the day on which one of the sellers left, a working day of last week."""
    return working_day(world.as_of - timedelta(days=8))


def _account(session: Session, name: str, username: str, email: str, role: Role, secret: str, *, active: bool) -> int:
    connection, (family, _, given) = session.connection(), name.partition(" ")
    users = User.__table__
    connection.execute(
        insert(users).values(
            first_name=given, last_name=family, username=username, email=email, active=active, password=secret
        )
    )
    user_id = connection.scalar(select(users.c.id).where(users.c.username == username))
    role_id = connection.scalar(select(RoleRow.__table__.c.id).where(RoleRow.__table__.c.name == role))
    connection.execute(insert(assoc_user_role).values(user_id=user_id, role_id=role_id))
    return int(user_id or 0)


def grant_limits(world: World, posts: dict[str, list[Person]]) -> None:
    """Collect the limits in force from the first day."""
    administrator = posts["administrator"][0]
    for number, (post, authority, level, product_class, amount) in enumerate(_LIMITS, start=1):
        world.bulk.add(
            AuthorityLimit,
            created_at=instant(world.first_day),
            by=administrator.user_id,
            employee_id=posts[post][0].id,
            role=authority,
            level=level,
            product_class=product_class,
            amount=amount,
            valid_from=world.first_day,
            status=LimitStatus.IN_FORCE,
            note=f"QĐ {number:02d}/{world.first_day.year}/QĐ-HĐTV",
        )


def make(world: World, session: Session) -> dict[str, list[Person]]:
    """Store offices, people and limits, and let everybody see what is theirs; returns post → people."""
    open_offices(world)
    world.bulk.write()
    posts = hire(world, session)
    grant_limits(world, posts)
    world.bulk.write()
    rebuild_reach(session)
    return posts
