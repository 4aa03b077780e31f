"""What the stock application does with each request that Lendboard refuses; prints the observations as JSON."""

import json
import re
import sys
import tempfile
import threading
from importlib.resources import files
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from flask_appbuilder import Model
from flask_appbuilder.models.mixins import AuditMixin
from sqlalchemy import event, func, select

from tests.pitfalls.stock import EACH, PASSWORD, Loan, Shared, create

FOREIGN = EACH + 1  # the first loan and customer of the branch "south"
LIST = "/loanview/list/"


class Observer:
    """The application and a browser of the user "north"."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.app = create(folder)
        self.app.config["PROPAGATE_EXCEPTIONS"] = False
        self.db = self.app.extensions["stock_db"]
        self.north = self.client("north")

    def client(self, name: str, password: str = PASSWORD, **options: Any) -> FlaskClient:
        client = self.app.test_client()
        self.where = client.post("/login/", data={"username": name, "password": password}, **options).location
        return client

    def loan(self, key: int, column: str) -> Any:
        with self.app.app_context():
            return self.db.session.scalar(select(getattr(Loan, column)).where(Loan.id == key))

    def count(self, note: str) -> int:
        with self.app.app_context():
            return self.db.session.scalar(select(func.count(Loan.id)).where(Loan.note == note))

    def add(self, note: str, **facts: str) -> int:
        """Send the form of a new loan and return the status."""
        return self.north.post("/loanview/add", data={"note": note, "amount": "1", **facts}).status_code

    def shown(self, query: str) -> list[str]:
        """Return the notes of the loans on a list page, in its order."""
        return re.findall(r"((?:north|south) \d+)\s*<", self.north.get(f"{LIST}?{query}").text)

    def status(self, path: str) -> int:
        return self.north.get(path).status_code


def rows(o: Observer) -> dict[str, Any]:
    """Rows, fields and actions: lines 1 to 8."""
    o.north.get(f"/loanview/action/approve/{FOREIGN}")
    made = o.north.post("/api/v1/loan/", json={"status": "posted", "customer": FOREIGN, "note": "by API"}).json
    info = "/api/v1/loan/_info?q=(keys:!(add_columns),add_columns:(customer:(page:2,page_size:100)))"
    o.north.post("/loanview/edit/1?_flt_0_customer=7", data={"amount": "1", "note": "north 0", "branch": "north"})
    scores = [int(note.split()[1]) * 7 % EACH for note in o.shown("_oc_LoanView=score&_od_LoanView=asc")]
    return {
        "an action reaches a hidden row": o.loan(FOREIGN, "status"),
        "a master page shows a hidden row": "south 0" in o.north.get(f"/customermaster/list/{FOREIGN}").text,
        "a master page of an unknown row": o.status("/customermaster/list/999999"),
        "a client sets status and customer": [o.loan(made["id"], "status"), o.loan(made["id"], "customer_id")],
        "the form names hidden rows": "south customer 0" in o.north.get("/loanview/add").text,
        "the api names hidden rows": "south customer 0" in o.north.get(info).text,
        "the address overwrites the key": o.loan(1, "customer_id"),
        "the order of a hidden column": bool(scores) and scores == sorted(scores),
        "a rule opens another view": o.client("narrow").get("/loanviewarchive/list/").status_code,
        "a reader opens the users": o.client("reader").get("/users/list/").status_code,
        "who asked for north 3 sees": two_lists_at_once(o),
    }


def two_lists_at_once(o: Observer) -> list[str]:
    """Return what a reader who asked for "north 3" is shown when another asks for "north 4" meanwhile."""
    found: list[str] = []
    client = o.client("north")

    def slow() -> None:
        html = client.get(f"{LIST}?_flt_3_note=north 3").text
        found.extend(sorted(set(re.findall(r"(north \d+)\s*<", html))))

    thread = threading.Thread(target=slow, name="slow")
    thread.start()
    Shared.reached.wait(5)
    o.north.get(f"{LIST}?_flt_3_note=north 4")
    Shared.pause.set()
    thread.join(10)
    return found


def requests(o: Observer) -> dict[str, Any]:
    """Requests and sign-ins: lines 9 to 14."""
    o.north.get("/loanview/delete/2")
    signed_in = o.client("south")
    cookie = signed_in.get_cookie("session")
    thief = o.app.test_client()
    thief.set_cookie("session", cookie.value)
    signed_in.get("/logout/")
    after_logout = thief.get(LIST).status_code
    o.client("south").post("/resetmypassword/form", data={"password": "1", "conf_password": "1"})
    for _ in range(10):
        o.client("south", "wrong")
    guessed = o.client("south", "1").get(LIST).status_code
    o.client("north", base_url="http://evil.example", query_string={"next": "http://evil.example/"})
    led_to = o.where
    (o.folder / "someones_sep_papers.txt").write_text("identity card")
    sent = o.north.get("/loanview/download/someones_sep_papers.txt")
    page = o.north.get(LIST)
    return {
        "a link deletes": o.loan(2, "status") is None,
        "a stolen cookie after the sign-out": after_logout,
        "a stolen cookie after a new password": thief.get(LIST).status_code,
        "the password 1 after 10 wrong ones": guessed,
        "a forged host leads to": led_to,
        "any upload is sent": [sent.status_code, sent.text],
        "headers": [n for n in ("Content-Security-Policy", "X-Content-Type-Options") if n in page.headers],
        "cookie": [cookie.secure, cookie.same_site],
    }


def robustness(o: Observer) -> dict[str, Any]:
    """What cannot be read, and how much is sent: lines 15 to 19, 21, 25 and 26."""
    odd = ["page_LoanView=abc", "_oc_LoanView=x&_od_LoanView=asc"]
    paths = [*(f"{LIST}?{query}" for query in odd), f"/loanview/show/{'9' * 20}", "/loanview/download/none"]
    refused = o.north.post("/loanview/add", data={"note": "refuse", "amount": "1"}, follow_redirects=True)
    amounts = {text: o.add(f"amount {text}", amount=text) for text in ("Infinity", "NaN", "1e400", "١٢٣")}
    o.add("large", amount="99999999999999.99")
    for _ in range(5):
        o.add("five times")
    with o.app.app_context():
        large = o.db.session.scalar(select(Loan.amount).where(Loan.note == "large"))
    return {
        "a fault of the server": {path: o.status(path) for path in paths},
        "rows of one page": len(o.shown("psize_LoanView=100000")),
        "rows for an unreadable date": len(o.shown("_flt_1_due_on=abc&psize_LoanView=100000")),
        "choices in a form": o.north.get("/loanview/add").text.count("<option"),
        "a refused form keeps the input": 'value="refuse"' in refused.text,
        "a refused api call": o.north.post("/api/v1/loan/", json={"note": "refuse"}).status_code,
        "amounts accepted": {text: [status, o.count(f"amount {text}")] for text, status in amounts.items()},
        "a large amount": str(large),
        "five sendings": o.count("five times"),
    }


def concurrency(o: Observer) -> dict[str, Any]:
    """Transactions, two writers, and the cost of a page: lines 20, 22 and 23."""
    o.add("fail after")
    other = o.client("north")
    for client, note in ((o.north, "first"), (other, "second")):
        client.get("/loanview/edit/3")
        client.post("/loanview/edit/3", data={"amount": "1", "note": note, "branch": "north"})
    statements: list[str] = []
    with o.app.app_context():
        event.listen(o.db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    counts = []
    for size in (1, 26):
        statements.clear()
        o.north.get(f"/loanviewarchive/list/?psize_LoanViewArchive={size}")
        counts.append(len(statements))
    return {
        "stored although its effect failed": o.count("fail after"),
        "who saved last": o.loan(3, "note"),
        "statements for 1 and 26 rows": counts,
    }


def declarations(o: Observer) -> dict[str, Any]:
    """What FAB declares by itself: lines 24, 27 and 29."""
    html = o.north.get(LIST).text
    columns = {name: getattr(AuditMixin, name) for name in ("created_on", "changed_on")}
    package = files("flask_appbuilder")
    return {
        "audit keeps a time zone": [column.type.timezone for column in columns.values()],
        "language of the page": re.findall(r"<html[^>]*lang=", html),
        "titles": sorted(
            {re.search(r"<title>(.*?)</title>", o.north.get(p).text)[1].strip() for p in (LIST, "/customerview/list/")}
        ),
        "bootstrap": (package / "static/appbuilder/css/bootstrap.min.css").read_text()[:40],
        "charts": "google.load" in (package / "templates/appbuilder/general/widgets/direct_chart.html").read_text(),
        "vietnamese": (package / "translations" / "vi").is_dir(),
        "names constraints": sorted(Model.metadata.naming_convention),
    }


def main() -> None:
    """Print what was seen."""
    with tempfile.TemporaryDirectory() as folder:
        observer = Observer(Path(folder))
        themes = (rows, requests, robustness, concurrency, declarations)
        json.dump({name: seen for theme in themes for name, seen in theme(observer).items()}, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
