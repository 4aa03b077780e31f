"""Flat: elements that no callback needs are sent as markup, and not as one Dash component each.

Dash asks every component of a page on every change; a few tables of cells are enough to make a browser stand still.
"""

from collections.abc import Iterable
from html import escape
from typing import Any

from dash import html
from dash.development.base_component import Component

_NAMES = {"className": "class", "colSpan": "colspan", "tabIndex": "tabindex", "htmlFor": "for"}
# What Dash keeps in every component for itself.
_OWN = frozenset(vars(html.Div())) - {"children"}
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


class Tag:
    """An element that is never a component of its own: a page has thousands, and Dash takes long to make each."""

    __slots__ = ("_type", "said")

    def __init__(self, tag: str, children: Any = None, **said: Any) -> None:
        self._type, self.said = tag, {"children": children, **said}

    @property
    def children(self) -> Any:
        """What is inside."""
        return self.said["children"]


def flat(component: Any) -> Any:
    """Return the component with every part that is nothing but elements and text as a single one."""
    if not isinstance(component, Component | Tag):
        return component
    if _is_plain(component):
        said = _said(component)
        children = said.pop("children", None)
        key = {"key": said.pop("key")} if "key" in said else {}
        return Element(_tag(component), said | key, _markup(children))
    if isinstance(component, Component):
        component.children = [flat(child) for child in _listed(getattr(component, "children", None))]
    return component


def _is_plain(node: Any) -> bool:
    if isinstance(node, Tag):
        return all(map(_is_plain, _listed(node.children)))
    if not isinstance(node, Component):
        return True
    if type(node).__module__.partition(".")[2].partition(".")[0] != html.__name__.partition(".")[2]:
        return False
    return getattr(node, "id", None) is None and all(map(_is_plain, _listed(getattr(node, "children", None))))


def _markup(node: Any) -> str:
    """Return a component and what is in it as markup; text and values are escaped."""
    if isinstance(node, Tag | Component):
        said, tag = _said(node), _tag(node)
        inner = said.pop("children", None)
        attributes = "".join([_attribute(name, value) for name, value in said.items()])
        return f"<{tag}{attributes}>" if tag in _EMPTY else f"<{tag}{attributes}>{_markup(inner)}</{tag}>"
    if isinstance(node, list | tuple):
        return "".join([_markup(each) for each in node])
    return "" if node is None else escape(str(node))


def _attribute(name: str, value: Any) -> str:
    if value is False or value == "" or name == "key":
        return ""
    name = _NAMES.get(name, name)
    if value is True:
        return f" {name}"
    if isinstance(value, dict):
        value = ";".join([f"{key}:{each}" for key, each in value.items()])
    return f' {name}="{escape(str(value))}"' if value != "" else ""


def _said(component: Component | Tag) -> dict[str, Any]:
    """Return what was said of a component; Dash itself would ask it for each of its hundred attributes."""
    if isinstance(component, Tag):
        return {name: value for name, value in component.said.items() if value is not None}
    return {name: value for name, value in vars(component).items() if name not in _OWN and value is not None}


def _tag(component: Component | Tag) -> str:
    return str(component._type).lower()  # noqa: SLF001 - what Dash sends as the type


def _listed(children: Any) -> Iterable[Any]:
    return children if isinstance(children, list | tuple) else [children]
