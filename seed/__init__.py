"""What an installation starts with: reference lists for every company, and the demo lender for one that tries."""


def logins() -> list[tuple[str, str, str]]:
    """Return (role, user name, password) of one demo user a role."""
    from seed.demo.logins import logins as of_demo

    return of_demo()
