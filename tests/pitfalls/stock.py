"""A Flask-AppBuilder application as its documentation builds one: two branches, two users, loans and customers.

It is imported only by a process of its own, because FAB keeps one registry of models a process.
"""

import logging
import threading
from pathlib import Path

from flask import Flask, g
from flask_appbuilder import AppBuilder, MasterDetailView, Model, ModelRestApi, ModelView
from flask_appbuilder.actions import action
from flask_appbuilder.models.sqla.base import SQLA
from flask_appbuilder.models.sqla.filters import FilterEqualFunction
from flask_appbuilder.models.sqla.interface import SQLAInterface
from sqlalchemy import Column, Date, ForeignKey, Integer, Numeric, String
from sqlalchemy.orm import relationship

STAFF = ("north", "south")
OTHERS = {"narrow": "Narrow", "reader": "ReadOnly"}
PASSWORD = "kiwi-brook-velvet-41"
EACH = 210  # customers and loans of each branch
ROLES = {
    "Staff": [["(Loan|Customer).*", ".*"], ["ResetMyPasswordView|Utilview", ".*"], [".*", "can_download"]],
    "Narrow": [["LoanView", "can_list"]],
    "ReadOnly": [[".*", "can_list"], [".*", "can_show"], [".*", "menu_access"]],
}


class Customer(Model):
    __tablename__ = "customer"

    id = Column(Integer, primary_key=True)
    name = Column(String(50), nullable=False)
    branch = Column(String(20))

    def __repr__(self) -> str:
        return self.name


class Loan(Model):
    __tablename__ = "loan"

    id = Column(Integer, primary_key=True)
    amount = Column(Numeric(18, 2))
    status = Column(String(20), default="draft")
    branch = Column(String(20))
    score = Column(Integer)
    due_on = Column(Date)
    note = Column(String(50))
    customer_id = Column(Integer, ForeignKey("customer.id"))
    customer = relationship("Customer", backref="loans")


def _own_branch() -> str:
    return g.user.username


class Shared:
    """What view and API have in common; `pause` holds a request between reading its filters and using them."""

    datamodel = SQLAInterface(Loan)
    base_filters = [["branch", FilterEqualFunction, _own_branch]]
    reached, pause = threading.Event(), threading.Event()


class LoanView(Shared, ModelView):
    list_columns = ["id", "amount", "status", "due_on", "note"]
    add_columns = edit_columns = ["amount", "status", "branch", "note", "customer"]

    @action("approve", "Approve", "Sure?")
    def approve(self, item):
        for loan in item if isinstance(item, list) else [item]:
            loan.status = "approved"
            self.datamodel.edit(loan)
        return self.render_template("appbuilder/index.html")

    def pre_add(self, item):
        if item.note == "refuse":
            raise ValueError("A rule of the business says no")

    def post_add(self, item):
        if item.note == "fail after":
            raise ValueError("The business effect failed")

    def _get_list_widget(self, **kwargs):
        if threading.current_thread().name == "slow":
            self.reached.set()
            self.pause.wait(5)
        return super()._get_list_widget(**kwargs)


class LoanViewArchive(ModelView):
    datamodel = SQLAInterface(Loan)
    list_columns = ["amount", "customer.name"]
    search_columns = ["amount"]


class CustomerView(ModelView):
    datamodel = SQLAInterface(Customer)
    base_filters = [["branch", FilterEqualFunction, _own_branch]]


class LoanDetail(ModelView):
    datamodel = SQLAInterface(Loan)
    list_columns = ["status", "note"]


class CustomerMaster(MasterDetailView):
    datamodel = SQLAInterface(Customer)
    base_filters = [["branch", FilterEqualFunction, _own_branch]]
    related_views = [LoanDetail]


class LoanApi(Shared, ModelRestApi):
    resource_name = "loan"
    allow_browser_login = True

    def pre_add(self, item):
        if item.note == "refuse":
            raise ValueError("A rule of the business says no")


def create(folder: Path) -> Flask:
    """Return the application on a new database in the folder, with its rows."""
    app = Flask("stock")
    app.config.update(
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder / 'stock.sqlite3'}",
        SECRET_KEY="a secret of the control",
        UPLOAD_FOLDER=f"{folder}/",
        WTF_CSRF_ENABLED=False,  # WTForms' own tokens: the controls post forms without reading them first
        FAB_ROLES=ROLES,
    )
    logging.disable(logging.CRITICAL)
    db = SQLA(app)
    with app.app_context():
        builder = AppBuilder(app, db.session)
        for view in (LoanView, LoanViewArchive, CustomerView, LoanDetail, CustomerMaster):
            builder.add_view(view, view.__name__)
        builder.add_api(LoanApi)
        db.create_all()
        security = builder.sm
        for name, role in {**dict.fromkeys(STAFF, "Staff"), **OTHERS}.items():
            security.add_user(name, name, name, f"{name}@lender.example", security.find_role(role), PASSWORD)
        for name in STAFF:
            for number in range(EACH):
                customer = Customer(name=f"{name} customer {number}", branch=name)
                score = (number * 7) % EACH
                loan = Loan(amount=number, status="draft", branch=name, score=score, note=f"{name} {number}")
                loan.customer = customer
                db.session.add_all([customer, loan])
            db.session.commit()
    app.extensions["stock_db"] = db
    return app
