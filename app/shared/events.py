"""Events: how a lower domain tells the ones above it, inside the publisher's own transaction."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

Handler = Callable[[Any], None]

_handlers: dict[type, list[Handler]] = defaultdict(list)


def subscribe(subscriptions: Iterable[tuple[type, Handler]]) -> None:
    """Replace the table of subscriptions; the registry holds it and calls this once at start."""
    _handlers.clear()
    for event, handler in subscriptions:
        _handlers[event].append(handler)


def publish(event: object) -> None:
    """Call the handlers of the event's class in the order in which they were registered."""
    for handler in _handlers[type(event)]:
        handler(event)
