"""Small cells: none is shown, and none can be worked out from a total, a line of a table or another filter."""

from datetime import UTC, date, datetime
from itertools import combinations

import pytest

from app.reports.drill import open_records
from app.reports.filters import Filters, Period
from app.reports.result import Query
from app.reports.runner import run
from app.reports.suppression import withhold_small_cells
from app.shared.errors import Denied
from tests.reports.office import Office, add_customers

FEBRUARY = Filters(Period(date(2026, 2, 1), date(2026, 2, 28)))
LEAST = 5


def withheld(counts: dict[tuple, int]) -> set[tuple]:
    cells = {key: {"n": count} for key, count in counts.items()}
    withhold_small_cells(cells, {key: {"n": count} for key, count in counts.items()}, "n", LEAST)
    return {key for key, values in cells.items() if values["n"] is None}


class TestRule:
    @pytest.mark.parametrize(
        ("counts", "gone"),
        [
            ({"a": 10, "b": 20}, ""),
            ({"a": 3, "b": 9, "c": 20}, "ab"),  # b goes too: else the total would tell a
            ({"a": 1, "b": 2, "c": 9, "d": 20}, "abc"),  # a and b together are still too few
            ({"a": 3, "b": 4, "c": 9}, "ab"),
            ({"a": 0, "b": 9}, ""),
            ({"a": 2}, "a"),
            ({"a": 2, "b": 0}, "a"),
        ],
    )
    def test_in_one_line(self, counts, gone):
        assert withheld({(key,): count for key, count in counts.items()}) == {(key,) for key in gone}

    def test_what_another_filter_would_tell_takes_a_second_cell_with_it(self):
        cells = {("a",): {"n": None}, ("b",): {"n": 9}, ("c",): {"n": 20}}
        counts = {("a",): {"n": 12}, ("b",): {"n": 9}, ("c",): {"n": 20}}
        withhold_small_cells(cells, counts, "n", LEAST)
        assert [key for key, values in cells.items() if values["n"] is None] == [("a",), ("b",)]

    def test_in_a_table_no_row_and_no_column_gives_a_cell_away(self):
        counts = {(row, column): 10 + row + column for row in range(4) for column in range(4)} | {(1, 2): 3, (3, 0): 1}
        gone = withheld(counts)
        assert {(1, 2), (3, 0)} <= gone
        for place in (0, 1):
            for value in range(4):
                line = [key for key in counts if key[place] == value and key in gone]
                assert not line or (len(line) > 1 and sum(counts[key] for key in line) >= LEAST)


@pytest.fixture(scope="module", autouse=True)
def customers(office: Office) -> None:
    first = datetime(2026, 2, 1, 3, tzinfo=UTC)
    add_customers(office, "north", "north_seller", 9, first, migrated=False)
    add_customers(office, "south", "south_seller", 8, first, migrated=False)
    add_customers(office, "head", "boss", 3, first, migrated=False)


def choice(office: Office, *branches: str) -> Filters:
    return Filters(FEBRUARY.period, chosen=(("branch", tuple(sorted(str(office.branches[b]) for b in branches))),))


def shown(office: Office, filters: Filters) -> int | None:
    (result,) = run(office.principal("marketer"), Query(("customers_added",), filters))
    return result.totals["customers_added"]


class TestFilters:
    def test_no_choice_less_another_tells_of_too_few(self, office):
        answers = {frozenset(b): shown(office, choice(office, *b)) for n in (1, 2) for b in combinations(BRANCHES, n)}
        answers[frozenset(BRANCHES)] = shown(office, FEBRUARY)
        known = {chosen: count for chosen, count in answers.items() if count is not None}
        assert known[frozenset(BRANCHES)] == 20
        assert known[frozenset({"south", "head"})] == 11
        assert frozenset({"north", "south"}) not in known  # 17 of 20: the three others are too few
        assert frozenset({"head"}) not in known

    def test_who_may_know_persons_sees_all(self, office):
        (result,) = run(office.principal("boss"), Query(("customers_added",), choice(office, "north", "south")))
        assert result.totals["customers_added"] == 17

    def test_a_withheld_figure_says_no_number_of_records(self, office):
        (result,) = run(office.principal("marketer"), Query(("customers_added",), FEBRUARY, ("branch",)))
        rows = {row["branch"]: row for row in result.groups()}
        head = rows[office.branches["head"]]
        assert head["customers_added"] is None
        assert result.records("customers_added", head) == 0
        assert result.records("customers_added", rows[office.branches["north"]]) == 9

    @pytest.mark.parametrize("branch", ["head", "south"])
    def test_what_is_withheld_cannot_be_opened(self, office, branch):
        # The south has eight, and is withheld beside the three of the head office.
        with pytest.raises(Denied):
            open_records(office.principal("marketer"), "customers_added", FEBRUARY, {"branch": office.branches[branch]})

    def test_nor_by_a_filter_that_leaves_too_few_out(self, office):
        with pytest.raises(Denied):
            open_records(office.principal("marketer"), "customers_added", choice(office, "north", "south"), {})

    def test_what_is_shown_opens(self, office):
        assert open_records(office.principal("marketer"), "customers_added", FEBRUARY, {}).number


BRANCHES = ("north", "south", "head")
