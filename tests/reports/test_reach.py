"""Reach: nobody is shown the whole company's cost divided by the part of its leads that they see."""

from datetime import date

import pytest

from app.people.employee import Unit
from app.reports.dimensions import CHANNEL, UNIT
from app.reports.filters import Comparison, Filters, Period
from app.reports.measure import Unit as FigureUnit
from app.reports.present import shortened
from app.reports.reach import comparable, readable, uneven
from app.reports.result import Query
from app.reports.runner import run

QUARTER = Filters(Period(date(2026, 1, 1), date(2026, 3, 31)))
FIGURES = ("campaign_cost", "leads", "cost_per_lead", "roi")


class TestUneven:
    @pytest.mark.parametrize("who", ["north_seller", "north_manager"])
    def test_cost_and_leads_stand_alone_for_who_sees_a_part_of_the_leads(self, office, who):
        reader = office.principal(who)
        assert readable(reader, FIGURES) == ("campaign_cost", "leads")
        assert comparable(reader, FIGURES) == ("campaign_cost",)
        assert uneven(reader, "cost_per_lead") is not None
        (answer,) = run(reader, Query(FIGURES, QUARTER))
        assert answer.totals["cost_per_lead"] is None
        assert set(answer.meta.missing) == {"cost_per_lead", "roi"}

    @pytest.mark.parametrize("who", ["boss", "auditor"])
    def test_all_are_shown_to_who_sees_the_whole_company(self, office, who):
        reader = office.principal(who)
        assert comparable(reader, FIGURES) == FIGURES

    def test_figures_of_one_source_are_even_however_little_is_seen(self, office):
        assert uneven(office.principal("north_seller"), "lead_to_loan") is None

    def test_what_may_not_be_read_at_all_is_left_out(self, office):
        assert readable(office.principal("marketer"), ("disbursed_amount", "leads")) == ("leads",)


class TestComparison:
    def test_days_before_the_policy_leave_the_figures_of_today_alone(self, office):
        early = Filters(Period(date(2017, 2, 1), date(2017, 2, 28)), Comparison.YEAR)
        (answer,) = run(office.principal("boss"), Query(("leads",), early))
        assert (answer.totals["leads"], answer.earlier) == (0, None)


class TestWritten:
    @pytest.mark.parametrize(
        ("amount", "text"),
        [(999_999, "₫999,999"), (1_000_000, "₫1M"), (8_564_273, "₫8.56M"), (67_249_000, "₫67.2M"),
         (5_030_039_837, "₫5.03B"), (-314_077_123, "-₫314M"), (999_600_000, "₫1B")],
    )  # fmt: skip
    def test_a_large_amount_keeps_three_digits(self, app, office, amount, text):
        with app.test_request_context():
            assert shortened(amount, FigureUnit.MONEY) == text


def test_names_without_an_order_of_their_own_come_by_size():
    assert (CHANNEL.is_ordered, UNIT.is_ordered) == (False, False)
    assert Unit.SALES in UNIT.choices
