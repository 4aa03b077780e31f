"""The record page: where a record stands, what matters first, commands by importance, a history in words."""

import re
from collections.abc import Callable

from tests.lowcode.screens.conftest import Lender, Visitor

Visit = Callable[[str], Visitor]


def _path(html: str) -> list[str]:
    start = html.index('class="path"')
    return re.findall(r"<li[^>]*>([^<]+)</li>", html[start : html.index("</ol>", start)])


def test_shows_on_its_way_where_the_record_stands(visit: Visit, lender: Lender) -> None:
    html = visit("north").get(f"/lead/show/{lender.leads[0]}").text
    assert _path(html) == ["In the pool", "Assigned", "Being contacted", "Contacted", "Qualified", "Converted"]
    assert re.search(r'class="path-here" aria-current="step">In the pool<', html)


def test_puts_what_a_list_shows_first_and_masks_it(visit: Visit, lender: Lender) -> None:
    html = visit("north").get(f"/customer/show/{lender.customers['North 1']}").text
    first = html[html.index("highlights") : html.index("</dl>", html.index("highlights"))]
    assert "••••••••0001" in first
    assert f"{lender.branches['North']:06d}000001" not in html


def test_keeps_the_dangerous_commands_apart_and_last(visit: Visit, lender: Lender) -> None:
    html = visit("lead").get(f"/lead/show/{lender.leads[0]}").text
    header = html[html.index('class="page-header"') : html.index("page-body")]
    if "btn-outline-danger" in header:
        assert header.index("btn-primary") < header.index("btn-apart") < header.index("btn-outline-danger")
    assert "btn-primary" in header


def test_the_history_calls_people_by_name(visit: Visit, lender: Lender) -> None:
    team_lead, key = visit("lead"), lender.leads[1]
    chosen = {"employee_id": lender.employees["lead"]}
    assert team_lead.post(f"/lead/do/assign/{key}", chosen, page=f"/lead/show/{key}").status_code == 302
    html = team_lead.get(f"/lead/history/{key}").text
    assert "Owner: " in html
    assert "Nguyễn North" in html
    assert "Nguyễn Lead" in html
    assert "lead.assign" not in html, "who did it is a person, not the command"
