"""The fifteen roles of a lender; what each may do is declared beside every entity."""

from enum import StrEnum


class Role(StrEnum):
    """Names of the FAB roles; FAB's own Admin bootstraps an installation and sees no business rows."""

    SALES = "Sales"
    TEAM_LEAD = "Team lead"
    APPRAISER = "Appraiser"
    RISK = "Risk"
    MANAGER = "Manager"
    LEGAL = "Legal"
    CASHIER = "Cashier"
    ACCOUNTANT = "Accountant"
    COLLECTOR = "Collector"
    FIELD_COLLECTOR = "Field collector"
    CARE = "Customer care"
    MARKETING = "Marketing"
    AUDITOR = "Auditor"
    DATA_STEWARD = "Data steward"
    ADMINISTRATOR = "Administrator"


# These roles own no customers, so what is theirs is what their branch has.
BRANCH_OWNERS = frozenset({Role.LEGAL, Role.CASHIER, Role.ACCOUNTANT, Role.CARE})
