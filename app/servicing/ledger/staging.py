"""The staging table of one database connection: what is computed for many contracts and is about to be posted."""

from collections.abc import Mapping
from functools import cache

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Insert,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    case,
    delete,
    insert,
    select,
)

from app.servicing.ledger.model import AccountRole
from app.servicing.receipt.rules import Component

STAGED = Table(
    "staged_line",
    MetaData(),  # of its own: no migration knows it
    Column("instalment_id", BigInteger),
    Column("contract_id", BigInteger),
    Column("branch_id", BigInteger),
    Column("account_id", BigInteger),
    Column("component", String(40)),
    Column("k", Integer),
    Column("debit", BigInteger),
    Column("credit", BigInteger),
    prefixes=["TEMPORARY"],
)


def empty_stage(connection: Connection, stage: Table = STAGED) -> None:
    """Make a staging table of the connection, or empty it."""
    if _exists(connection, stage.name):
        connection.execute(delete(stage))
    else:
        stage.create(connection, checkfirst=False)


def add_income_side(connection: Connection, accounts: Mapping[AccountRole, int]) -> None:
    """Add to each staged receivable its other side: income, or the contra account for what stays off the balance."""
    roles = (AccountRole.INTEREST_INCOME, AccountRole.LATE_INTEREST_INCOME, AccountRole.CONTRA)
    connection.execute(
        _other_side(), {r.value: accounts[r] for r in roles} | {"off": accounts[AccountRole.SUSPENDED_INTEREST]}
    )


@cache
def _other_side() -> Insert:
    income = case(
        (STAGED.c.component == Component.INTEREST.value, bindparam(AccountRole.INTEREST_INCOME.value, type_=Integer())),
        else_=bindparam(AccountRole.LATE_INTEREST_INCOME.value, type_=Integer()),
    )
    other = select(
        STAGED.c.instalment_id,
        STAGED.c.contract_id,
        STAGED.c.branch_id,
        case((STAGED.c.account_id == bindparam("off"), bindparam(AccountRole.CONTRA.value)), else_=income),
        STAGED.c.component,
        STAGED.c.k,
        STAGED.c.credit,
        STAGED.c.debit,
    )
    return insert(STAGED).from_select([c.name for c in STAGED.c], other)


def _exists(connection: Connection, name: str) -> bool:
    if connection.dialect.name == "sqlite":
        query = f"SELECT 1 FROM sqlite_temp_master WHERE name = '{name}'"  # noqa: S608 - a constant of ours
    else:
        query = f"SELECT to_regclass('pg_temp.{name}')"
    return connection.exec_driver_sql(query).scalar() is not None
