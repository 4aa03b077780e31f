"""A loan's whole life in a real browser, every step by the person whose duty it is."""

import pytest

from tests.journeys import collecting, deciding, overseeing, paying, winning
from tests.journeys.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.redis]


def test_a_loan_lives_from_the_campaign_to_the_auditor(cast: Cast) -> None:
    winning.campaign_is_approved_and_running(cast)
    winning.lead_is_assigned(cast)
    winning.lead_becomes_customer(cast)
    winning.customer_consents(cast)
    deciding.application_is_submitted(cast)
    deciding.documents_are_brought_and_verified(cast)
    deciding.appraiser_passes_papers_and_visit(cast)
    deciding.analyst_grades_the_borrower(cast)
    deciding.scheme_is_priced(cast)
    deciding.three_people_approve(cast)
    paying.contract_is_checked_and_approved(cast)
    paying.contract_is_explained_and_signed(cast)
    paying.money_is_paid_out(cast)
    collecting.first_instalment_falls_due_and_is_paid_in_part(cast)
    collecting.the_rest_is_late(cast)
    collecting.collector_calls_and_takes_a_promise(cast)
    collecting.manager_sees_it_on_the_dashboards(cast)
    overseeing.auditor_opens_everything_and_changes_nothing(cast)
