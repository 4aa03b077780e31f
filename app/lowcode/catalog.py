"""The catalogue: the declared entities, found by model, class name or slug."""

from collections.abc import Iterable

from app.lowcode.entity import Entity
from app.security.policies import register_policy
from app.shared.errors import NotFound
from app.shared.field import fields_of
from app.shared.record import Governed

_entities: dict[str, Entity] = {}
_slugs: dict[str, Entity] = {}


def register(entities: Iterable[Entity]) -> None:
    """Make the entities known, and their access the policy of their models."""
    for entity in entities:
        _entities[entity.name] = _slugs[entity.slug] = entity
        register_policy(
            entity.model, scope=entity.scope, access=entity.access, words=entity.words, hidden=entity.hidden
        )


def entity_of(model: type[Governed] | str) -> Entity:
    """Return the entity of a model or class name; raises KeyError for one that the registry does not list."""
    return _entities[model if isinstance(model, str) else model.__name__]


def known(name: str) -> Entity | None:
    """Return the entity of this class name, None for anything else: what the audit names need not be an entity."""
    return _entities.get(name)


def by_slug(slug: str) -> Entity:
    """Return the entity with this name in addresses; raises NotFound."""
    if slug not in _slugs:
        raise NotFound
    return _slugs[slug]


def all_entities() -> tuple[Entity, ...]:
    """Return every entity in the order of the registry."""
    return tuple(_entities.values())


def references_to(entity: Entity) -> tuple[tuple[Entity, str], ...]:
    """Return (entity, column) for every reference to this entity: the related lists of its page."""
    return tuple(
        (other, facts.name)
        for other in all_entities()
        for facts in fields_of(other.model).values()
        if facts.target == entity.name
    )
