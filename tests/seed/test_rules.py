"""The demo lender breaks no rule: every row satisfies its entity's declaration, and the books their invariants."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.lowcode.catalog import all_entities
from app.lowcode.entity import Entity
from app.lowcode.rule_runner import problems_of
from app.marketing.campaign_cost import costs_are_still_open
from app.security.acting import as_system
from app.servicing.ledger.invariants import check_day, differences
from tests.seed.conftest import OPTIONS

_BATCH = 2_000
_POSTED_BY_THE_THOUSAND = {"LedgerLine", "RiskSnapshot"}
# Judges the moment of writing: these costs were entered before they were confirmed.
_OF_THE_MOMENT = {costs_are_still_open}
# An audited event that concerns no record, such as a sign-in, names none.
_ENTITIES = [replace(e, rules=tuple(set(e.rules) - _OF_THE_MOMENT)) for e in all_entities() if e.name != "AuditEntry"]


@pytest.mark.parametrize("entity", _ENTITIES, ids=lambda entity: entity.name)
def test_every_row_satisfies_its_rules(lender: Session, entity: Entity) -> None:
    step = 20 if entity.name in _POSTED_BY_THE_THOUSAND else 1
    with as_system(lender, "test"):
        rows = select(entity.model).where(entity.model.id % step == 0).execution_options(yield_per=_BATCH)
        found = [(row.id, problems) for row in lender.scalars(rows) if (problems := problems_of(entity, row))]
        lender.expunge_all()
    assert found == []


def test_the_ledger_holds_its_invariants(lender: Session) -> None:
    with as_system(lender, "test"):
        assert differences(lender) == []
        assert check_day(lender, None, OPTIONS.as_of, {})
