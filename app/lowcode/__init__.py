"""Declare an entity once: model with field facts, rules, access; screens, API, audit and permissions follow.

A domain file imports everything it needs for a declaration from here. Inside: `entity` and `action` hold the
declaration, `catalog` finds it, `rule_runner` checks it at every flush, `perform` runs its commands, `screens`
generates FAB's ModelViews and `rest` its ModelRestApis.
"""

from app.lowcode.action import Action, Workflow, action, asks
from app.lowcode.entity import Entity, Problem
from app.lowcode.menu import Menu
from app.security.policies import in_part, of_subject, owned, shared, through
from app.shared.field import FieldKind, Mask, attachment, part, personal
from app.shared.record import Owned, PostedRecord, Record, field, reference

__all__ = [
    "Action",
    "Entity",
    "FieldKind",
    "Mask",
    "Menu",
    "Owned",
    "PostedRecord",
    "Problem",
    "Record",
    "Workflow",
    "action",
    "asks",
    "attachment",
    "field",
    "in_part",
    "of_subject",
    "owned",
    "part",
    "personal",
    "reference",
    "shared",
    "through",
]
