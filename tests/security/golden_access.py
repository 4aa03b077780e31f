"""The whole access matrix as text: `python -m tests.security.golden_access` writes it anew after a wanted change."""

from pathlib import Path

from app import registry
from app.security.access import parse_access

FILE = Path(__file__).with_name("golden_access.txt")


def matrix() -> str:
    """Return one line for each entity and role: its words with their scopes, and the fields the role does not see."""
    lines = []
    for entity in registry.ENTITIES:
        for role, text in entity.access.items():
            words = " ".join(f"{word}:{scope.name.lower()}" for word, scope in sorted(parse_access(text, role).items()))
            hidden = ",".join(sorted(entity.hidden.get(role, ())))
            lines.append(f"{entity.name} | {role} | {words}" + (f" | hides {hidden}" if hidden else ""))
    return "\n".join(sorted(lines)) + "\n"


if __name__ == "__main__":
    FILE.write_text(matrix(), encoding="utf-8")
