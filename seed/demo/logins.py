"""The demo's sign-ins: one person a role, all with one password, which a real company never loads."""

from app.security.roles import Role

PASSWORD = "Demo-LENDER-2026"  # noqa: S105 - printed at start, for a company that holds no real data
USERS = {
    Role.SALES: "sales",
    Role.TEAM_LEAD: "teamlead",
    Role.APPRAISER: "appraiser",
    Role.RISK: "risk",
    Role.MANAGER: "manager",
    Role.LEGAL: "legal",
    Role.CASHIER: "cashier",
    Role.ACCOUNTANT: "accountant",
    Role.COLLECTOR: "collector",
    Role.FIELD_COLLECTOR: "fieldcollector",
    Role.CARE: "care",
    Role.MARKETING: "marketing",
    Role.AUDITOR: "auditor",
    Role.DATA_STEWARD: "steward",
    Role.ADMINISTRATOR: "administrator",
}


def logins() -> list[tuple[str, str, str]]:
    """Return (role, user name, password) of one demo user a role."""
    return [(str(role), user, PASSWORD) for role, user in USERS.items()]
