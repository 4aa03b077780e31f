"""The number of statements does not grow with the number of rows or relations."""

import pytest
from sqlalchemy import event

from app.extensions import db
from app.parties.customer.model import Customer
from app.shared.field import fields_of


@pytest.fixture
def counted(app):
    """Return a function that calls and counts the statements it took."""
    with app.app_context():
        engine = db.engine

    def count(call):
        statements = []

        def note(_connection, _cursor, statement, *_rest):
            statements.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            assert call().status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(statements)

    return count


def test_a_page_of_many_rows_costs_as_much_as_one(api, counted):
    caller = api("steward")
    names = list(fields_of(Customer))
    caller.get("customer/")
    one = counted(lambda: caller.get("customer/", columns=names, page_size=1))
    assert counted(lambda: caller.get("customer/", columns=names, page_size=200)) == one
    assert one <= 9  # BEGIN, the user, the sign-in, rights, reach, currency, rows, count


def test_a_record_with_all_its_relations_costs_one_statement(api, counted, lender):
    caller = api("steward")
    key = lender.customers["North 0"]
    caller.get(f"customer/{key}")
    narrow = counted(lambda: caller.get(f"customer/{key}", columns=["full_name"]))
    assert counted(lambda: caller.get(f"customer/{key}")) == narrow
