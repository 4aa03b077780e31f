"""What a record is called where it is only mentioned: its title, unless the reader may not see that."""

from app.security.principal import Principal
from app.shared.field import FieldKind, fields_of
from app.shared.record import Governed


def name_of(record: Governed | None, principal: Principal) -> str:
    """Return the record's title, or its code where a field of the title is hidden from or masked for the reader."""
    if record is None:
        return ""
    model = type(record)
    facts = fields_of(model)
    hidden = principal.hidden_fields(model)
    if any(name in hidden or (name in facts and facts[name].mask) for name in model.__title__):
        return record.code
    parts = [_part(record, name) for name in model.__title__ if getattr(record, name) not in (None, "")]
    return " · ".join(parts) or str(record)


def _part(record: Governed, name: str) -> str:
    value, facts = getattr(record, name), fields_of(type(record)).get(name)
    if facts is not None and facts.kind is FieldKind.CHOICE:
        return str(facts.choices.get(str(value), value))
    return str(value)
