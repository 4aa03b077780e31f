"""Which tests answer which pitfall of the stock stack: number → its control on stock FAB, and the proofs on ours."""

from dataclasses import dataclass

_HERE = "tests/pitfalls/"
_SCREENS = "tests/lowcode/screens/"
_EDITING = f"{_SCREENS}test_forms.py::TestEditing::"
_REST = "tests/lowcode/rest/"
_WEB = "tests/security/web/"


@dataclass(frozen=True)
class Pitfall:
    """One line: what goes wrong, the node ids of our proofs, and of the control or why there can be none."""

    what: str
    ours: tuple[str, ...]
    control: str = ""
    no_control: str = ""


def _rows(name: str) -> str:
    return f"{_HERE}test_rows.py::{name}"


def _requests(name: str) -> str:
    return f"{_HERE}test_requests.py::{name}"


def _robust(name: str) -> str:
    return f"{_HERE}test_robustness.py::{name}"


def _work(name: str) -> str:
    return f"{_HERE}test_work_and_pages.py::{name}"


PITFALLS: dict[int, Pitfall] = {
    1: Pitfall(
        "actions load rows without the base filters",
        (
            _rows("TestActions::test_a_command_finds_no_hidden_row"),
            f"{_SCREENS}test_commands.py::TestBulk::test_changes_nothing_when_one_row_refuses",
            f"{_SCREENS}test_commands.py::test_an_unknown_command_and_one_without_the_right_do_nothing",
        ),
        _rows("TestActions::test_stock_reaches_a_hidden_row"),
    ),
    2: Pitfall(
        "a master-detail page ignores the base filters",
        (_rows("TestRelatedLists::test_a_hidden_parent_shows_nothing"),),
        _rows("TestRelatedLists::test_stock_shows_a_hidden_row_and_fails_on_an_unknown_one"),
    ),
    3: Pitfall(
        "an API body sets any column and any related id",
        (
            f"{_REST}test_writing.py::TestPost::test_what_may_not_be_set_is_refused_by_name",
            f"{_REST}test_writing.py::TestPost::test_a_related_id_out_of_reach_is_refused",
            f"{_REST}test_writing.py::TestCommands::test_a_command_moves_the_state_and_an_edit_cannot",
        ),
        _rows("TestBodies::test_stock_takes_status_and_customer_from_the_client"),
    ),
    4: Pitfall(
        "choices name rows out of scope",
        (
            _rows("TestChoices::test_a_form_names_none"),
            _rows("TestChoices::test_the_api_offers_only_visible_ones"),
            f"{_SCREENS}test_lists.py::TestPicker::test_offers_only_rows_the_user_may_see",
        ),
        _rows("TestChoices::test_stock_names_hidden_rows"),
    ),
    5: Pitfall(
        "threads share one filter object",
        (
            _rows("TestFilters::test_two_lists_at_once_stay_apart"),
            "tests/security/test_crossing.py::test_the_same_statements_run_for_many_people_in_many_threads",
        ),
        _rows("TestFilters::test_stock_shows_one_reader_what_another_asked_for"),
    ),
    6: Pitfall(
        "a filter in the address overwrites a foreign key",
        (_rows("TestKeysInAddresses::test_an_address_changes_no_key"),),
        _rows("TestKeysInAddresses::test_stock_takes_the_key_from_the_address"),
    ),
    7: Pitfall(
        "the order of a hidden column is revealed",
        (f"{_SCREENS}test_lists.py::test_what_cannot_be_read_is_refused_with_a_message",),
        _rows("TestOrder::test_stock_sorts_by_a_hidden_column"),
    ),
    8: Pitfall(
        "role rules match by prefix, and the documented reader opens the users",
        (
            _rows("TestRoles::test_no_role_is_a_pattern_but_the_bootstrap_one"),
            f"{_WEB}test_routes.py::TestSecurityScreens::test_are_for_administrators_and_read_by_auditors_and_stewards",
            "tests/security/test_golden_access.py::test_the_matrix_is_the_reviewed_one",
        ),
        _rows("TestRoles::test_stock_opens_what_a_rule_only_begins_to_name"),
    ),
    9: Pitfall(
        "links delete, and writing API calls take the browser's cookie",
        (
            f"{_WEB}test_routes.py::test_the_application_refuses_to_start_without_form_tokens",
            f"{_WEB}test_routes.py::test_no_get_changes_anything",
            f"{_WEB}test_routes.py::TestHeaders::test_the_cookie",
            f"{_REST}test_sign_in.py::TestCookie::test_writing_without_a_csrf_token_is_refused",
        ),
        _requests("test_stock_deletes_by_a_link"),
    ),
    10: Pitfall(
        "a stolen cookie survives sign-out and a new password",
        (
            f"{_WEB}test_sign_in.py::TestCookie::test_a_copy_dies_with_the_sign_out",
            f"{_WEB}test_sign_in.py::TestCookie::test_a_reset_by_an_administrator_ends_them_all",
        ),
        _requests("test_stock_lets_a_stolen_cookie_live_on"),
    ),
    11: Pitfall(
        "passwords may be guessed without end and be anything",
        (
            f"{_WEB}test_sign_in.py::TestGuessing::test_the_form_stops_a_guesser_before_any_password_is_hashed",
            f"{_WEB}test_accounts.py::TestPasswords::test_weak_ones_are_refused_on_every_path",
            f"{_WEB}test_sign_in.py::TestOwnPassword::test_is_refused",
        ),
        _requests("test_stock_takes_any_password_and_any_number_of_guesses"),
    ),
    12: Pitfall(
        "a forged host is followed",
        (
            f"{_WEB}test_routes.py::TestForgedRequests::test_a_forged_host",
            f"{_WEB}test_routes.py::TestForgedRequests::test_a_foreign_next",
        ),
        _requests("test_stock_follows_a_forged_host"),
    ),
    13: Pitfall(
        "any upload is sent to anybody",
        (
            f"{_WEB}test_routes.py::TestSecurityScreens::test_the_statistics_chart_and_file_downloads_are_absent",
            f"{_SCREENS}test_files.py::TestOpening::test_a_file_of_another_branch_is_not_there",
            f"{_SCREENS}test_files.py::TestOpening::test_who_may_not_reveal_sees_that_it_exists_and_no_more",
            f"{_REST}test_files.py::test_a_record_comes_with_its_file_and_gives_it_back",
        ),
        _requests("test_stock_sends_any_upload"),
    ),
    14: Pitfall(
        "no security headers",
        (
            f"{_WEB}test_routes.py::TestHeaders::test_on_every_page",
            f"{_SCREENS}test_pages_around.py::test_every_page_carries_the_headers_and_its_scripts_the_nonce",
        ),
        _requests("test_stock_sends_no_security_headers"),
    ),
    15: Pitfall(
        "odd addresses are faults of the server",
        (
            f"{_SCREENS}test_fuzz.py::test_an_odd_address_is_answered",
            f"{_REST}test_fuzz.py::TestEveryEntity::test_addresses_and_queries",
        ),
        _robust("test_stock_fails_on_odd_addresses"),
    ),
    16: Pitfall(
        "a page has any size",
        (f"{_SCREENS}test_lists.py::test_the_page_size_is_capped",),
        _robust("test_stock_sends_pages_of_any_size"),
    ),
    17: Pitfall(
        "an unreadable date filter shows all rows",
        (_robust("TestUnreadableDates::test_every_date_filter_refuses_them"),),
        _robust("TestUnreadableDates::test_stock_shows_all_rows"),
    ),
    18: Pitfall(
        "relation inputs hold the whole table",
        (_robust("TestChoices::test_a_form_asks_for_them_when_they_are_wanted"),),
        _robust("TestChoices::test_stock_sends_the_whole_table"),
    ),
    19: Pitfall(
        "the AJAX picker does not run",
        (
            _robust("TestChoices::test_a_form_asks_for_them_when_they_are_wanted"),
            f"{_SCREENS}test_lists.py::TestPicker::test_offers_only_rows_the_user_may_see",
        ),
        _work("test_stock_pickers_fail_in_the_browser"),
    ),
    20: Pitfall(
        "one query a row",
        (
            f"{_SCREENS}test_lists.py::test_a_list_asks_the_database_the_same_few_questions_however_long_it_is",
            f"{_REST}test_query_count.py::test_a_page_of_many_rows_costs_as_much_as_one",
        ),
        _work("test_stock_asks_once_a_row"),
    ),
    21: Pitfall(
        "a refused form loses its input, and the API fails",
        (
            f"{_SCREENS}test_forms.py::TestAdding::test_says_beside_the_field_what_is_wrong_and_keeps_the_rest",
            f"{_REST}test_writing.py::TestPost::test_a_value_taken_by_a_hidden_record_is_refused_beside_its_field",
        ),
        _robust("TestRefusedForms::test_stock_throws_the_input_away_and_fails_in_its_api"),
    ),
    22: Pitfall(
        "effects run after the commit",
        (
            f"{_SCREENS}test_commands.py::TestBulk::test_changes_nothing_when_one_row_refuses",
            "tests/audit/test_listener.py::test_it_falls_with_its_transaction",
            "tests/extensions/test_queue.py::TestEnqueueAfterCommit::test_a_rollback_drops_record_and_message",
        ),
        _work("test_stock_stores_what_its_effect_refused"),
    ),
    23: Pitfall(
        "the last writer wins silently",
        (
            _EDITING + "test_the_second_of_two_savers_learns_who_changed_what_and_keeps_what_they_typed",
            f"{_REST}test_writing.py::TestPut::test_the_second_writer_is_told_who_changed_what",
        ),
        _work("test_stock_lets_the_last_writer_win"),
    ),
    24: Pitfall(
        "the audit is four columns without a time zone",
        (
            "tests/audit/test_listener.py::test_an_edit_with_before_and_after",
            "tests/audit/test_listener.py::test_an_operation_is_on_file_under_its_user",
            _work("TestModels::test_every_instant_of_ours_has_a_zone"),
        ),
        _work("test_stock_writes_its_audit_without_a_time_zone"),
    ),
    25: Pitfall(
        "amounts may be infinite, and large ones change",
        (
            _robust("TestAmounts::test_each_is_refused_beside_its_field"),
            "tests/shared/test_money.py::test_amounts_that_cannot_be_stored_are_refused",
        ),
        _robust("TestAmounts::test_stock_stores_what_is_no_amount"),
    ),
    26: Pitfall(
        "five sendings make five rows",
        (
            f"{_SCREENS}test_forms.py::TestAdding::test_a_form_sent_five_times_makes_one_record",
            f"{_SCREENS}test_forms.py::TestAdding::test_the_same_key_with_other_contents_is_refused",
            f"{_REST}test_idempotency.py::test_five_at_once_make_one_record",
        ),
        _robust("test_stock_stores_five_rows_for_five_sendings"),
    ),
    27: Pitfall(
        "old pages in no language under one title, with charts from the internet",
        (
            _work("TestPages::test_each_page_says_what_it_is"),
            f"{_SCREENS}test_pages_around.py::test_the_browser_chooses_the_language_until_the_user_does",
            "tests/administration/test_shell.py::test_no_template_asks_another_host_or_runs_inline_handlers",
        ),
        _work("TestPages::test_stock_is_bootstrap_3_in_no_language_under_one_title"),
    ),
    28: Pitfall(
        "the security API does not start with marshmallow 4",
        (
            _work("test_the_security_api_starts_on_the_locked_marshmallow"),
            "tests/architecture/test_locks.py::test_marshmallow_stays_below_4",
        ),
        no_control="it would need an environment with another marshmallow than the locked one",
    ),
    29: Pitfall(
        "constraints have no names",
        (_work("TestModels::test_every_constraint_has_a_name"),),
        _work("TestModels::test_stock_names_no_constraint"),
    ),
}
