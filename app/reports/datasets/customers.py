"""Customers: who joined when, where and through whom."""

from typing import Any

from sqlalchemy import Select, select

from app.parties.customer.model import Customer, CustomerType
from app.reports.dataset import Dataset
from app.reports.dimension import Dimension
from app.reports.dimensions import BRANCH, MONTH, OFFICER
from app.reports.engine import Reader
from app.reports.filters import Filters
from app.reports.measure import Better, Measure, Ratio, Total, Unit
from app.reports.sql_dates import day_of_instant
from app.reports.zone import business_zone
from app.shared.field import choice_labels
from app.shared.text import msg

KIND = Dimension("customer_type", msg("Kind of customer"), column="type", choices=choice_labels(CustomerType))

CUSTOMERS_ADDED = Measure(
    "customers_added",
    msg("Customers added"),
    Unit.COUNT,
    msg("Customers whose record was made in the period."),
    total=Total.RECORDS,
    better=Better.HIGHER,
)
MIGRATED_CUSTOMERS = Measure(
    "migrated_customers",
    msg("Migrated customers"),
    Unit.COUNT,
    msg("New customers who came with an imported loan book."),
    total=Total.RECORDS,
    only=lambda c: c.migrated,
)
MIGRATED_SHARE = Ratio(
    "migrated_share",
    msg("Share of migrated customers"),
    Unit.PERCENT,
    msg("Migrated customers divided by new customers."),
    part="migrated_customers",
    whole="customers_added",
)


def rows(_filters: Filters, _reader: Reader) -> Select[Any]:
    """Return one row a customer."""
    table = Customer.__table__
    return select(
        table.c.id.label("record_id"),
        table.c.branch_id,
        table.c.owner_id,
        table.c.type,
        table.c.migrated,
        day_of_instant(table.c.created_at, business_zone()).label("day"),
    )


DATASET = Dataset(
    "customers",
    Customer,
    rows,
    dimensions=(MONTH, BRANCH, OFFICER, KIND),
    measures=(CUSTOMERS_ADDED, MIGRATED_CUSTOMERS),
    day="day",
)
COMPUTED = (MIGRATED_SHARE,)
