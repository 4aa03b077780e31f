"""Loading the demo lender into an empty company: the same rows for the same seed, day and size."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.extensions import db
from app.origination.application.model import Application
from app.parties.customer.model import Customer
from app.people.employee import Employee
from app.security.acting import as_system
from app.security.involvement import rebuild_involvement
from app.servicing.contract.model import Contract
from app.shared.company import company
from seed.demo import (
    care,
    catalogue,
    collection,
    contracts,
    customers,
    delinquency,
    files,
    funnel,
    handover,
    history,
    loans,
    marketing,
    organisation,
    planted,
    refusals,
    requests,
    targets,
    vouchers,
)
from seed.demo.bulk import Bulk
from seed.demo.desk import Desk
from seed.demo.in_flight import Walk
from seed.demo.today import Today
from seed.demo.world import World

DEFAULT_SIZE = 0.1
DEFAULT_SEED = 42
NAME = "Công ty tài chính An Phúc"
Tell = Callable[[str], None]


class NotEmptyError(RuntimeError):
    """The company already has people, customers or contracts."""


@dataclass(frozen=True)
class Options:
    """`size` 1 is the whole lender; `as_of` is the business date on which it is shown."""

    size: float
    seed: int
    as_of: date


def silent(_step: str) -> None:
    """Tell nobody how far loading has come."""


def main(size: float, seed: int, as_of: date, tell: Tell = silent) -> World:
    """Load the lender and commit; needs an application context. Raises NotEmptyError and changes nothing then."""
    session = db.session()
    world = load(session, Options(size, seed, as_of), tell)
    tell("writing it all to disk")
    session.commit()
    return world


def load(session: Session, options: Options, tell: Tell = silent) -> World:
    """Write the lender into the session's company without committing; raises NotEmptyError."""
    refuse_unless_empty(session)
    with as_system(session, "demo seed"):
        world = _world(session, options)
        tell("offices, people, products and partners")
        posts = organisation.make(world, session)
        catalogue.make(world, session, posts)
        tell("customers, leads and requests")
        lent = loans.draw(world)
        delinquency.assign(world, lent)
        planted.mark(world, lent)
        campaigns = marketing.plan(world)
        asked = requests.plan(world, lent, campaigns)
        targets.collect(world, asked, posts)
        customers.collect(world, asked)
        funnel.collect(world, asked, campaigns, posts)
        handover.collect(world, campaigns, posts)
        files.collect(world, asked, posts)
        expenses = [*marketing.collect(world, campaigns, posts), *vouchers.of_offices(world, posts)]
        contracts.collect(world, session, lent, posts)
        lived = history.live(world, session, lent, expenses, posts, tell)
        tell("collection and care")
        collection.collect(world, session, lived, posts)
        care.collect(world, lent, posts)
        world.bulk.write()
        rebuild_involvement(session, Application)
        tell("the work of today")
        desk = Desk(session)
        walk = Walk(world, desk, posts)
        walk.make()
        refusals.make(world, desk, walk, posts)
        Today(world, desk, posts).make()
    return world


def refuse_unless_empty(session: Session) -> None:
    """Raise NotEmptyError where the company already holds what the demo would mix with."""
    connection = session.connection()
    for model, what in ((Employee, "employees"), (Customer, "customers"), (Contract, "contracts")):
        number = connection.scalar(select(func.count()).select_from(model.__table__))
        if number:
            raise NotEmptyError(
                f"This company already has {number} {what}: the demo lender is loaded into an empty company only. "
                "Start with a new database (another DATA_DIR or DATABASE_URL) to try it."
            )


def _world(session: Session, options: Options) -> World:
    own = company(session)
    own.name, own.business_date = NAME, options.as_of
    session.flush()
    return World(options.seed, options.as_of, options.size, Bulk(session, _dice(options)))


def _dice(options: Options) -> Random:
    return Random(f"{options.seed}/{options.as_of}/{options.size}/keys")  # noqa: S311 - a demo, not a secret
