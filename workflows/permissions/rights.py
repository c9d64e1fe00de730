"""Which roles have which right, as `bpmn/roles.toml` says. The code asks for a right, never for a role by its name."""

from __future__ import annotations

from ombud.workflows.procedures.roles import Right, read_roles

_ROLES = read_roles()

OVERSEERS = _ROLES.having(Right.OVERSEE)
"""See the course of every case, never what people wrote: they keep the place running, or audit it."""

OPERATORS = _ROLES.having(Right.OPERATE)
"""Act on cases, and find conflicts in them."""

ADMINISTRATORS = _ROLES.having(Right.ADMINISTER)
"""Keep the place: people and their roles, organisations, settings."""

INSPECTORS = _ROLES.having(Right.INSPECT)
"""Read the pages of administration."""

EDITORS = _ROLES.having(Right.EDIT)
"""Keep the texts of the office: letters, checklists, the document registry."""

READERS = tuple(dict.fromkeys((*EDITORS, *INSPECTORS)))
"""Read what an office keeps itself: settings, letters, checklists, documents, closures."""

RECORDERS = _ROLES.having(Right.DELIVER)
"""Send letters by post or hand them over, and may record that they did."""

PRESIDERS = _ROLES.having(Right.PRESIDE)
"""Preside over the bodies: keep their calendar, order agendas, record who came, open and close ballots, find conflicts."""

CHAIRS = _ROLES.having(Right.BREAK_TIES)
"""Break a tie, where the rules of their body let its chair: it is a vote, and no office in the system has one."""

RULE_SETTERS = _ROLES.having(Right.SET_RULES)
"""Write down the rules a body decides by, naming where they come from."""

LEAD_STAFF = _ROLES.having(Right.WORK_FOR_LEAD)
"""Are named where a form asks for somebody of the Lead."""

WATCHERS = tuple(dict.fromkeys((*OVERSEERS, *OPERATORS, *PRESIDERS, *LEAD_STAFF)))
"""Look at how things stand as a whole; each counts only the cases they may see."""

NOT_DELEGATED = _ROLES.in_person()
"""Nobody's to pass on: a seat has its alternate, and who watches or runs the place does so in person."""

ACTED_IN = _ROLES.acted_in()
"""Roles of an organisation in which somebody acts for some days while nobody holds them, and who names them (A69)."""

BY_DEFAULT = _ROLES.by_default()
"""Role -> the role whose holders hold it too, as long as nobody was given it (A08). It has no right of its own, so doors,
which ask for rights, need not know of it."""

NAMERS = tuple(dict.fromkeys(role for rule in ACTED_IN.values() for role in rule.named_by))
"""Name who acts in such a role of their own organisation."""
