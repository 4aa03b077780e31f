"""KPI: the worked example of the score, and a scorecard of approved targets, on both engines."""

from datetime import date
from decimal import Decimal

import pytest

from app.people.kpi_target.model import KpiMetric, KpiTarget, TargetStatus
from app.reports import catalog
from app.reports.filters import Filters, Period
from app.reports.kpi_rules import achievement, period_names, points, score
from app.reports.result import Query
from app.reports.runner import run
from app.reports.scorecard import scorecard
from tests.reports.book import book
from tests.reports.office import Office

MARCH = Filters(Period(date(2026, 3, 1), date(2026, 3, 31)))
# Worked example E16: weight, actual, target, lower is better
E16 = (
    (30, "18", "20", False),
    (30, "1150", "1000", False),
    (15, "4.4", "4.5", False),
    (15, "4.6", "4.0", True),
    (10, "93", "95", False),
)


class TestWorkedExample:
    def test_points_and_score(self):
        reached = [achievement(Decimal(a), Decimal(t), lower_is_better=lower) for _, a, t, lower in E16]
        gained = [points(Decimal(weight), r) for (weight, *_), r in zip(E16, reached, strict=True)]
        assert [str(p) for p in gained] == ["27.00", "34.50", "14.67", "13.04", "9.79"]
        assert str(score((Decimal(w), r) for (w, *_), r in zip(E16, reached, strict=True))) == "99.0"

    def test_achievement_stays_between_nothing_and_a_fifth_more(self):
        assert achievement(Decimal(300), Decimal(100), lower_is_better=False) == Decimal("1.2")
        assert achievement(Decimal(-5), Decimal(100), lower_is_better=False) == 0
        assert achievement(Decimal(0), Decimal(4), lower_is_better=True) == Decimal("1.2")

    @pytest.mark.parametrize(
        ("first", "last", "names"),
        [
            (date(2026, 3, 1), date(2026, 3, 20), ("2026-03",)),
            (date(2026, 1, 1), date(2026, 3, 31), ("2026-Q1",)),
            (date(2026, 1, 1), date(2026, 1, 31), ("2026-01", "2026-Q1")),
            (date(2026, 1, 2), date(2026, 1, 31), ()),
            (date(2026, 1, 1), date(2026, 6, 30), ()),
        ],
    )
    def test_targets_belong_to_a_month_or_a_quarter(self, first, last, names):
        assert period_names(first, last) == names

    def test_every_metric_is_a_figure_of_the_reports(self):
        assert {str(metric) for metric in KpiMetric} <= set(catalog.FIGURES)


@pytest.fixture(scope="module", autouse=True)
def targets(office: Office) -> None:
    with book(office) as b:
        returning = b.customer("north", "north_seller")
        b.loan("north", 10_000_000, date(2025, 12, 1), customer=returning)
        b.loan("north", 30_000_000, date(2026, 3, 3), customer=returning)
        for day in (5, 6, 9):
            b.loan("north", 20_000_000, date(2026, 3, day))
        b.loan("south", 50_000_000, date(2026, 3, 9))
        place = {"status": TargetStatus.APPROVED, "period": "2026-03"}
        for who, branch, metric, weight, target in (
            ("north_seller", "north", KpiMetric.NEW_CUSTOMERS, 40, 4),
            ("north_seller", "north", KpiMetric.DISBURSED_AMOUNT, 60, 100_000_000),
            ("south_seller", "south", KpiMetric.DISBURSED_AMOUNT, 100, 40_000_000),
        ):
            b.put(
                KpiTarget, employee_id=office.employees[who], branch_id=office.branches[branch], metric=metric,
                weight_percent=Decimal(weight), target_whole=target, **place,
            )  # fmt: skip
        b.put(
            KpiTarget, unit="sales", branch_id=office.branches["north"], metric=KpiMetric.DISBURSED_AMOUNT,
            weight_percent=Decimal(100), target_whole=180_000_000, **place,
        )  # fmt: skip


class TestScorecard:
    def test_scores_are_ranked(self, office):
        card = scorecard(office.principal("boss"), MARCH)
        assert [(each.who, each.unit, each.is_person, str(each.total)) for each in card.scores] == [
            ("south_seller", "sales", True, "120.0"),  # 50 of 40 m, capped
            ("north_seller", "sales", True, "84.0"),  # 3 of 4 x 40 + 90 of 100 m x 60
            ("The north", "sales", False, "50.0"),  # 90 of 180 m
        ]

    def test_a_line_shows_target_and_actual(self, office):
        card = scorecard(office.principal("boss"), MARCH)
        own = next(each for each in card.scores if each.who == "north_seller")
        line = next(line for line in own.lines if line.figure.slug == "new_customers")
        assert (line.target, line.actual, str(line.points)) == (4, 3, "30.00")

    def test_a_manager_sees_the_targets_of_the_own_branch(self, office):
        card = scorecard(office.principal("north_manager"), MARCH)
        assert {each.who for each in card.scores} == {"north_seller", "The north"}

    def test_a_seller_sees_the_own_targets_alone(self, office):
        card = scorecard(office.principal("south_seller"), MARCH)
        assert {each.who for each in card.scores} == {"south_seller"}

    def test_a_period_without_targets_has_no_scorecard(self, office):
        february = Filters(Period(date(2026, 2, 1), date(2026, 2, 28)))
        assert scorecard(office.principal("boss"), february).scores == ()


def test_a_returning_customer_is_not_new(office):
    query = Query(("loans_disbursed", "new_customers", "disbursed_amount"), MARCH, ("officer",))
    (result,) = run(office.principal("north_manager"), query)
    seller = office.employees["north_seller"]
    assert list(result.frame.itertuples(index=False, name=None)) == [(seller, 4, 3, 90_000_000)]


def test_the_first_month_of_a_quarter_is_measured_by_its_own_targets_or_else_by_the_quarter_s(office):
    april = Filters(Period(date(2026, 4, 1), date(2026, 4, 30)))
    quarter = Filters(Period(date(2026, 4, 1), date(2026, 6, 30)))
    with book(office) as b:
        place = {"branch_id": office.branches["north"], "status": TargetStatus.APPROVED}
        place |= {"metric": KpiMetric.NEW_CUSTOMERS, "weight_percent": Decimal(100)}
        for who, period, target in (
            ("north_seller", "2026-04", 2),
            ("north_seller", "2026-Q2", 6),
            ("north_manager", "2026-Q2", 9),
        ):
            b.put(KpiTarget, employee_id=office.employees[who], period=period, target_whole=target, **place)

    def measured(filters):
        scores = scorecard(office.principal("boss"), filters).scores
        return {each.who: [(line.period, line.target) for line in each.lines] for each in scores}

    assert measured(april) == {"north_seller": [("2026-04", 2)], "north_manager": [("2026-Q2", 9)]}
    assert measured(quarter) == {"north_seller": [("2026-Q2", 6)], "north_manager": [("2026-Q2", 9)]}
