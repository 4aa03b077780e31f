"""The runner on the smallest dataset: scope, filters, totals, ratios, comparison, drill and memory, on both engines."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event

from app.extensions import db
from app.parties.customer.model import Customer
from app.reports.cache import forget_all
from app.reports.drill import open_records, records_behind
from app.reports.filters import Comparison, Filters, Period
from app.reports.result import Query
from app.reports.runner import run
from app.shared.errors import Denied
from tests.reports.office import Office, add_customers, keys_of, visible

FEBRUARY = Filters(Period(date(2026, 2, 1), date(2026, 2, 28)))
QUARTER = Filters(Period(date(2026, 1, 1), date(2026, 3, 31)))


@pytest.fixture(scope="module", autouse=True)
def customers(office: Office) -> None:
    add_customers(office, "north", "north_seller", 8, datetime(2026, 2, 1, 3, tzinfo=UTC), migrated=False)
    add_customers(office, "north", "north_seller", 2, datetime(2026, 2, 20, 3, tzinfo=UTC), migrated=True)
    add_customers(office, "south", "south_seller", 3, datetime(2026, 2, 5, 3, tzinfo=UTC), migrated=True)
    add_customers(office, "south", "south_seller", 4, datetime(2026, 1, 5, 3, tzinfo=UTC), migrated=False)
    # 20:00 UTC on the last of February is already March in the lender's time zone.
    add_customers(office, "south", "south_seller", 1, datetime(2026, 2, 28, 20, tzinfo=UTC), migrated=False)


def ask(office: Office, who: str, *measures: str, filters: Filters = FEBRUARY, by: tuple[str, ...] = ()):
    (result,) = run(office.principal(who), Query(measures, filters, by))
    return result


class TestScope:
    def test_head_office_counts_the_company(self, office):
        assert ask(office, "boss", "customers_added").totals == {"customers_added": 13}

    def test_a_branch_manager_counts_the_branch(self, office):
        assert ask(office, "north_manager", "customers_added").totals == {"customers_added": 10}

    def test_a_total_is_what_the_list_shows(self, office):
        for who in ("boss", "north_manager", "north_seller", "south_seller", "auditor"):
            total = ask(office, who, "customers_added", filters=QUARTER).totals["customers_added"]
            assert total == len(visible(Customer, office.principal(who))), who

    def test_who_may_not_read_the_records_sees_no_figure_rather_than_a_zero(self, office):
        result = ask(office, "admin", "customers_added", "migrated_share")
        assert result.totals == {"customers_added": None, "migrated_share": None}
        assert set(result.meta.missing) == {"customers_added", "migrated_share"}


class TestGroups:
    def test_a_group_for_each_branch_with_its_name_largest_first(self, office):
        result = ask(office, "boss", "customers_added", by=("branch",))
        named = [(str(result.name("branch", b)), n) for b, n in result.frame.itertuples(index=False)]
        assert named == [("The north", 10), ("The south", 3)]

    def test_months_are_those_of_the_lenders_time_zone(self, office):
        result = ask(office, "boss", "customers_added", filters=QUARTER, by=("month",))
        assert list(result.frame.itertuples(index=False, name=None)) == [
            (date(2026, 1, 1), 4),
            (date(2026, 2, 1), 13),
            (date(2026, 3, 1), 1),
        ]

    def test_the_ratio_of_the_total_is_not_the_mean_of_the_ratios(self, office):
        result = ask(office, "boss", "migrated_share", "customers_added", by=("branch",))
        assert [str(v) for v in result.frame["migrated_share"]] == ["100.0000", "20.0000"]
        assert str(result.totals["migrated_share"]) == "38.4615"

    def test_a_ratio_over_nothing_is_no_figure(self, office):
        empty = Filters(Period(date(2020, 1, 1), date(2020, 1, 31)))
        result = ask(office, "boss", "migrated_share", filters=empty)
        assert result.totals["migrated_share"] is None
        assert result.is_empty

    def test_a_chosen_branch_filters(self, office):
        chosen = Filters(FEBRUARY.period, chosen=(("branch", (str(office.branches["south"]),)),))
        assert ask(office, "boss", "customers_added", filters=chosen).totals == {"customers_added": 3}


class TestComparison:
    def test_the_period_before_stands_beside(self, office):
        compared = Filters(FEBRUARY.period, Comparison.PREVIOUS)
        result = ask(office, "boss", "customers_added", filters=compared)
        assert result.earlier is not None
        assert result.earlier.totals["customers_added"] == 4
        assert result.change("customers_added") == pytest.approx(2.25)


class TestDrill:
    @pytest.mark.parametrize("who", ["boss", "north_manager", "north_seller"])
    def test_a_figure_opens_as_many_records_as_it_counts(self, office, who):
        for slug, opened in (("customers_added", "customers_added"), ("migrated_share", "migrated_customers")):
            result = ask(office, who, opened)
            model, keys = records_behind(office.principal(who), slug, FEBRUARY, {})
            found = keys_of(keys)
            assert model is Customer
            assert len(found) == result.totals[opened] == result.meta.records[opened]
            assert found <= visible(Customer, office.principal(who))

    def test_a_cell_opens_its_own_records(self, office):
        _, keys = records_behind(office.principal("boss"), "customers_added", QUARTER, {"month": date(2026, 1, 1)})
        assert len(keys_of(keys)) == 4

    def test_a_selection_belongs_to_the_one_who_clicked(self, office):
        from sqlalchemy import select

        from app.lowcode.selection import selected

        boss = office.principal("boss")
        opened = open_records(boss, "customers_added", FEBRUARY, {})
        mine = select(Customer.id).where(selected(Customer, boss, opened.number))
        others = select(Customer.id).where(selected(Customer, office.principal("north_manager"), opened.number))
        assert len(keys_of(mine)) == 13
        assert keys_of(others) == set()

    def test_without_the_right_to_read_nothing_opens(self, office):
        with pytest.raises(Denied):
            records_behind(office.principal("admin"), "customers_added", FEBRUARY, {})


class TestSmallCells:
    def test_marketing_sees_no_figure_made_of_fewer_than_five(self, office):
        result = ask(office, "marketer", "customers_added", by=("branch",))
        # The other branch goes with it: else the total would tell the small one.
        assert list(result.frame["customers_added"]) == [None, None]
        assert result.totals["customers_added"] == 13
        assert result.meta.hidden_cells == 2

    def test_marketing_cannot_open_them_either(self, office):
        south = {"branch": office.branches["south"]}
        with pytest.raises(Denied):
            open_records(office.principal("marketer"), "customers_added", FEBRUARY, south)


class TestTogether:
    def test_one_statement_answers_every_question_on_a_dataset(self, office):
        split = [Query(("customers_added", "migrated_share"), QUARTER, by=by) for by in ((), ("branch",), ("month",))]
        alone = [run(office.principal("boss"), query)[0] for query in split]
        forget_all()
        statements: list[str] = []

        def note(_connection, _cursor, statement, *_rest) -> None:
            statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        together = run(office.principal("boss"), *split)
        event.remove(db.engine, "before_cursor_execute", note)
        assert len([text for text in statements if "by_record" in text]) == 1
        for one, other in zip(alone, together, strict=True):
            assert one.frame.equals(other.frame)
            assert one.totals == other.totals
            assert one.meta.records == other.meta.records


class TestMemory:
    def test_the_same_question_is_answered_once_until_the_data_changes(self, office):
        first = ask(office, "boss", "customers_added", filters=QUARTER)
        assert ask(office, "boss", "customers_added", filters=QUARTER) is first
        add_customers(office, "north", "north_seller", 1, datetime(2026, 1, 2, 3, tzinfo=UTC), migrated=False)
        assert ask(office, "boss", "customers_added", filters=QUARTER).totals["customers_added"] == 19

    def test_another_readers_answer_is_never_taken(self, office):
        assert ask(office, "boss", "customers_added").totals != ask(office, "north_manager", "customers_added").totals
