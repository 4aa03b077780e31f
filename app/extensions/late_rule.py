"""Addresses whose builder is made when the first link to them is: of 1,300 most never have one in a process."""

from collections.abc import Callable

from werkzeug.routing import Rule


class LateRule(Rule):
    """A Rule that matches at once and compiles the function that builds its address on first use."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled: list[Callable[..., tuple[str, str]]] = []
        compile_now = super()._compile_builder

        def build(rule: Rule, **values: object) -> tuple[str, str]:
            if not compiled:
                compiled.append(compile_now(append_unknown))
            return compiled[0](rule, **values)

        return build
