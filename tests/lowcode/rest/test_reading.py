"""What the API lets its callers read."""

import pytest


class TestList:
    def test_a_salesperson_sees_own_customers_and_a_steward_all(self, api, lender):
        assert {row["owner"] for row in api("north").get("customer/", columns=["owner_id"]).json["result"]} == {
            "Nguyễn North"
        }
        assert api("north").get("customer/").json["count"] == 3
        assert api("steward").get("customer/").json["count"] == 6

    def test_masked_values_are_masked_and_hidden_ones_absent(self, api):
        row = api("steward").get("customer/", columns=["phone", "monthly_income", "full_name"]).json["result"][0]
        assert row["phone"].startswith("09••")
        assert row["monthly_income"] == "10–15 million"
        assert "full_name" not in api("marketer").get("customer/").json["result"][0]

    @pytest.mark.parametrize(
        ("query", "named"),
        [
            ({"filters": [{"col": "nonsense", "opr": "eq", "value": 1}]}, "nonsense"),
            ({"filters": [{"col": "monthly_income", "opr": "gt", "value": 1}]}, "monthly_income"),
            ({"filters": [{"col": "debt_group", "opr": "eq", "value": "many"}]}, "many"),
            ({"filters": [{"col": "type", "opr": "like", "value": "x"}]}, "like"),
            ({"filters": [{"col": "owner_id", "opr": "eq", "value": "99999999999999999999"}]}, "9999"),
            ({"order_column": "monthly_income"}, "monthly_income"),
            ({"order_column": "phone"}, "phone"),
            ({"columns": ["password"]}, "password"),
            ({"page": -1}, "page"),
            ({"page": 10**9}, "page"),
            ({"page_size": 0}, "page_size"),
        ],
    )
    def test_what_cannot_be_read_is_refused_with_its_reason(self, api, query, named):
        answer = api("steward").get("customer/", **query)
        assert answer.status_code == 400
        assert named in answer.json["message"]

    def test_no_cache_keeps_what_a_program_was_told(self, api):
        assert api("steward").get("customer/").headers["Cache-Control"] == "no-store"
