"""Flat: elements that no callback needs are sent as markup, and not as one Dash component each.

Dash asks every component of a page on every change; a few tables of cells are enough to make a browser stand still.
"""

from collections.abc import Iterable
from typing import Any

from dash import html
from dash.development.base_component import Component
from markupsafe import Markup, escape

_NAMES = {"className": "class", "colSpan": "colspan", "tabIndex": "tabindex", "htmlFor": "for"}
_EMPTY = frozenset({"br", "hr", "img", "input"})


class Element(Component):
    """One element with its inner markup; the page's script builds it."""

    _children_props: list[str] = []
    _base_nodes = ["children"]
    _namespace = "lendboard_parts"
    _type = "Element"

    def __init__(self, tag: str, attributes: dict[str, Any], inner: str) -> None:
        self._prop_names = ["tag", "attributes", "inner"]
        self._valid_wildcard_attributes: list[str] = []
        self.available_properties = self._prop_names
        self.available_wildcard_properties: list[str] = []
        super().__init__(tag=tag, attributes=attributes, inner=inner)


def flat(component: Any) -> Any:
    """Return the component with every part that is nothing but elements and text as a single one."""
    if not isinstance(component, Component):
        return component
    if _is_plain(component):
        said = _said(component)
        children = said.pop("children", None)
        key = {"key": said.pop("key")} if "key" in said else {}
        return Element(_tag(component), said | key, str(_markup(children)))
    component.children = [flat(child) for child in _listed(getattr(component, "children", None))]
    return component


def _is_plain(node: Any) -> bool:
    if not isinstance(node, Component):
        return True
    if type(node).__module__.partition(".")[2].partition(".")[0] != html.__name__.partition(".")[2]:
        return False
    return getattr(node, "id", None) is None and all(map(_is_plain, _listed(getattr(node, "children", None))))


def _markup(node: Any) -> Markup:
    """Return a component and what is in it as markup; text and values are escaped."""
    if not isinstance(node, Component):
        return (
            Markup().join(map(_markup, node))
            if isinstance(node, list | tuple)
            else escape("" if node is None else node)
        )
    said, tag = _said(node), _tag(node)
    inner = _markup(said.pop("children", None))
    attributes = Markup().join(_attribute(name, value) for name, value in said.items() if value is not None)
    form = Markup("<{0}{1}>") if tag in _EMPTY else Markup("<{0}{1}>{2}</{0}>")
    return form.format(tag, attributes, inner)


def _attribute(name: str, value: Any) -> Markup:
    if value is False or name == "key":
        return Markup()
    if value is True:
        return Markup(" {}").format(_NAMES.get(name, name))
    if isinstance(value, dict):
        value = ";".join(f"{key}:{each}" for key, each in value.items())
    return Markup(' {}="{}"').format(_NAMES.get(name, name), value) if value != "" else Markup()


def _said(component: Component) -> dict[str, Any]:
    props: dict[str, Any] = component.to_plotly_json()["props"]
    return {name: value for name, value in props.items() if value is not None}


def _tag(component: Component) -> str:
    return str(component.to_plotly_json()["type"]).lower()


def _listed(children: Any) -> Iterable[Any]:
    return children if isinstance(children, list | tuple) else [children]
