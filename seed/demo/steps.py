"""The steps that people took on a record, as the approval log keeps them."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from app.lowcode.approval_step import ApprovalStep
from seed.demo.world import Person, World, instant

Step = tuple[str, Person, str | None, str | None, str | None, int | None]


@dataclass
class Path:
    """Steps in their order; they are spread over the office hours from the first day to the last."""

    case: str
    entity: str
    record_id: int
    steps: list[Step] = field(default_factory=list)

    def step(
        self,
        action: str,
        by: Person,
        before: str | None,
        after: str | None,
        opinion: str | None = None,
        amount: int | None = None,
    ) -> None:
        """Note a step; states are those of the record before and after it."""
        self.steps.append((action, by, before, after, opinion, amount))

    def write(self, world: World, first: date, last: date) -> None:
        """Collect the steps."""
        days = (last - first).days
        for number, (action, by, before, after, opinion, amount) in enumerate(self.steps):
            share = number / max(1, len(self.steps) - 1)
            day = first + timedelta(days=round(days * share))
            at = instant(day, 8) + timedelta(minutes=round(540 * share))
            world.bulk.add(
                ApprovalStep,
                created_at=at,
                by=by.user_id,
                at=at,
                entity=self.entity,
                record_id=self.record_id,
                case_key=self.case,
                action=action,
                from_state=before,
                to_state=after,
                approver_id=by.id,
                opinion=opinion,
                limit_used=amount,
            )
