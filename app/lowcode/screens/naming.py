"""What a record is called where it is only mentioned: its title, unless the reader may not see that."""

from app.security.principal import Principal
from app.shared.field import fields_of
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
    return str(record)
