"""Planted cases that the rules will refuse: an approver's own loan, a customer above the cap, relatives of staff."""

from dataclasses import replace

from sqlalchemy import select

from app.lowcode.related_party import Kinship, RelatedParty
from app.parties.customer.model import Customer
from app.products.product.model import Product
from app.security.acting import as_system
from app.servicing.balance.model import ContractBalance
from app.servicing.contract.model import Contract, ContractStatus
from app.shared.product_class import ProductClass
from seed.demo.desk import Desk
from seed.demo.in_flight import Walk
from seed.demo.people import applicant
from seed.demo.world import Person, World

_MILLION = 1_000_000
_CAP = 100 * _MILLION
ABOVE_CAP = "Khách đang còn nợ khoản vay khác: cùng khoản này sẽ vượt 100 triệu đồng một khách hàng."
_RELATIVES = (("risk", Kinship.SPOUSE), ("appraiser_ho", Kinship.SIBLING), ("legal", Kinship.PARENT),
              ("collector_hn", Kinship.OTHER), ("accountant", Kinship.SPOUSE))  # fmt: skip


def make(world: World, desk: Desk, walk: Walk, posts: dict[str, list[Person]]) -> None:
    """Make all of them."""
    _own_loan(world, desk, walk, posts)
    _above_the_cap(world, desk, walk, posts)
    for number, (post, kinship) in enumerate(_RELATIVES):
        customer_id = _repaid(desk)[number]
        tie = RelatedParty(employee_id=posts[post][0].id, customer_id=customer_id, kinship=kinship)
        desk.write(posts["steward"][0], tie)


def _own_loan(world: World, desk: Desk, walk: Walk, posts: dict[str, list[Person]]) -> None:
    """Let the deputy director ask for a loan that waits for the decision that is otherwise theirs."""
    deputy, seller = posts["deputy"][0], posts["sales_sg"][0]
    person = applicant(world, world.dice("own loan"), "unsecured", world.as_of)
    customer = walk.customer(seller, replace(person, full_name=deputy.name, occupation="Quản lý", employer="An Phúc"))
    walk.take(walk.draft(seller, customer), "approve_l2")
    tie = RelatedParty(employee_id=deputy.id, customer_id=customer.id, kinship=Kinship.ONESELF)
    desk.write(posts["steward"][0], tie)


def _above_the_cap(world: World, desk: Desk, walk: Walk, posts: dict[str, list[Person]]) -> None:
    """Let a borrower's second loan wait for an approval that must be refused, since both together are too much."""
    sellers = [person for key in ("sales_sg", "sales_bh", "sales_ct") for person in posts[key]]
    with as_system(desk.session, "demo seed"):
        found = desk.session.execute(
            select(Contract.customer_id, Contract.owner_id, ContractBalance.principal)
            .join(ContractBalance, ContractBalance.contract_id == Contract.id)
            .join(Product, Product.id == Contract.product_id)
            .where(
                Contract.status == ContractStatus.EFFECTIVE,
                Product.product_class == ProductClass.UNSECURED,
                ContractBalance.days_past_due == 0,
                Contract.owner_id.in_([person.id for person in sellers]),
            )
            .order_by(ContractBalance.principal.desc(), Contract.id)
            .limit(1)
        ).one()
        customer = desk.session.get_one(Customer, found.customer_id)
    amount = (_CAP - found.principal) // _MILLION * _MILLION + 6 * _MILLION
    case = walk.draft(world.person(found.owner_id), customer, amount)
    case.note = ABOVE_CAP
    walk.take(case, "check_legal")


def _repaid(desk: Desk) -> list[int]:
    """Return customers who have repaid their loans."""
    with as_system(desk.session, "demo seed"):
        query = select(Contract.customer_id).where(Contract.status == ContractStatus.SETTLED).order_by(Contract.id)
        return list(dict.fromkeys(desk.session.scalars(query)))
