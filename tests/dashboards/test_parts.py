"""Parts of a page: months without records keep their place, changes are told in their unit, rights shape a page."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from app.reports.filters import Comparison, Filters, Period
from app.reports.options import refuse_unknown
from app.reports.result import Query
from app.reports.runner import run
from app.shared.errors import BadRequest
from dashboards.components.figure_chart import figure_chart
from dashboards.components.mark import change_mark
from dashboards.page import Kind
from dashboards.pages import PAGES
from tests.dashboards.lender import filled_office
from tests.dashboards.test_guard import signed_in
from tests.dashboards.test_scope import drawn
from tests.reports.office import Office

ROI, KPI, AGING, REVENUE = PAGES
YEAR = Filters(Period(date(2025, 4, 1), date(2026, 3, 31)), Comparison.PREVIOUS)


@pytest.fixture(scope="module")
def office(app: Flask) -> Office:
    return filled_office(app)


@pytest.fixture
def boss(app, office):
    with app.test_request_context(ROI.prefix):
        yield office.principal("boss")


def chart(boss, figures: tuple[str, ...], filters: Filters = YEAR):
    (answer,) = run(boss, Query(figures, filters, ("month",)))
    return figure_chart(ROI, answer, Kind.LINE, figures, "0.0").children[1].figure


class TestTrend:
    def test_a_month_without_records_is_drawn_as_nothing_and_not_left_out(self, boss):
        drawn = chart(boss, ("leads",))
        (leads, before) = drawn["data"]
        assert leads["x"] == [date(2025 + (m > 12), (m - 1) % 12 + 1, 1).isoformat() for m in range(4, 16)]
        assert (sum(leads["y"]), leads["y"].count(0)) == (13, 11)
        assert before["y"] == [0] * 12
        assert drawn["layout"]["xaxis"]["range"] == ["2025-04-01", "2026-04-01"]

    def test_a_rate_of_a_month_without_records_is_unknown(self, boss):
        (rate, _) = chart(boss, ("lead_to_loan",))["data"]
        assert rate["y"].count(None) == 11

    def test_the_axis_reaches_the_line_of_the_period_before(self, boss):
        quiet = Filters(Period(date(2026, 4, 1), date(2026, 6, 30)), Comparison.PREVIOUS)
        drawn = chart(boss, ("leads",), quiet)
        assert max(drawn["data"][1]["y"]) == 13
        assert drawn["layout"]["yaxis"]["range"][1] >= 13


class TestChange:
    @pytest.mark.parametrize(
        ("slug", "full", "text"),
        [
            ("collection_efficiency", True, "+5.00 pts"),
            ("collection_efficiency", False, "+5.00 pts"),
            ("dues", True, "+₫5 · +12.5%"),
            ("dues", False, "+12.5%"),
        ],
    )
    def test_a_share_changes_by_points_alone(self, boss, slug, full, text):
        (answer,) = run(boss, Query((slug,), YEAR))
        now, before = (replace(answer, totals={slug: value}) for value in (45, 40))
        assert change_mark(replace(now, earlier=before), slug, full=full).children == text


class TestReader:
    def test_a_seller_sees_no_return_and_no_cost_beside_own_leads(self, app, office):
        with app.test_request_context(ROI.prefix):
            sections = ROI.for_reader(office.principal("north_seller"))
        shown = {slug for section in sections.values() for slug in section.figures}
        assert shown.isdisjoint({"roi", "roas", "cost_per_lead", "acquisition_cost"})
        assert all({"leads", "campaign_cost"} - section.figures for place, section in sections.items() if place)

    def test_a_reader_without_rights_is_told_so_once(self, app, office):
        text = drawn(signed_in(app, "marketer"), KPI, "from=2026-03-01&to=2026-03-31")
        assert text.count("You have no right to read") == 1

    def test_what_is_left_out_of_the_page_is_left_out_of_its_file(self, app, office):
        text = signed_in(app, "boss").get(f"{ROI.prefix}export/csv").get_data().decode("utf-8-sig")
        assert "ROAS" in text
        assert "Previous period: 2024-04-01 – 2025-03-31" in text
        north = signed_in(app, "north_manager").get(f"{ROI.prefix}export/csv").get_data().decode("utf-8-sig")
        assert "ROAS" not in north


class TestRefusal:
    def test_a_choice_that_is_not_offered_is_refused_and_not_dropped(self, office, boss):
        south = str(office.branches["south"])
        with pytest.raises(BadRequest):
            refuse_unknown(boss, Filters(YEAR.period, chosen=(("branch", ("999999",)),)))
        with pytest.raises(BadRequest):
            refuse_unknown(office.principal("north_manager"), Filters(YEAR.period, chosen=(("branch", (south,)),)))
        refuse_unknown(boss, Filters(YEAR.period, chosen=(("branch", (south,)),)))

    def test_an_address_that_cannot_be_shown_leaves_controls_to_go_on_with(self, app, office):
        text = drawn(signed_in(app, "boss"), REVENUE, "from=2026-03-01&to=2026-03-31&branch=999999")
        assert "cannot be chosen here" in text
        assert "twelve_months" in text
        assert "Show the page without filters" in text

    def test_days_before_the_lender_had_a_policy_say_from_when_there_are_figures(self, app, office):
        text = drawn(signed_in(app, "boss"), AGING, "from=2010-03-01&to=2010-03-31")
        assert "There are no figures before" in text

    def test_after_a_fault_the_controls_stand_and_the_address_can_be_loaded_again(self, app, office, monkeypatch):
        monkeypatch.setattr("dashboards.callbacks.page_body", lambda *_: 1 / 0)
        text = drawn(signed_in(app, "boss"), REVENUE, "from=2026-03-01&to=2026-03-31")
        assert "give support the id" in text
        assert "Load again" in text
        assert '"from":{"value":"2026-03-01"}' in text
