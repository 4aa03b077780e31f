"""Reading people for other domains."""

from sqlalchemy.orm import Session

from app.people.employee import Employee
from app.shared.errors import InvalidInput
from app.shared.text import msg


def working_employee(session: Session, employee_id: int, field: str = "employee_id") -> Employee:
    """Return the employee who is still with the lender; raises InvalidInput on `field` for anybody else."""
    employee = session.get(Employee, employee_id)
    if employee is None or not employee.active:
        raise InvalidInput.of({field: msg("Choose a person who works here.")})
    return employee
