"""Sources: every step, number and paper says which row of the policy register it comes from."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ombud.workflows.engine.reading import OMBUD, tag
from ombud.workflows.procedures.check.diagram import FOR_PEOPLE
from ombud.workflows.procedures.check.findings import Findings
from ombud.workflows.procedures.check.people import near
from ombud.workflows.procedures.check.subject import Subject
from ombud.workflows.procedures.model import ProcedureToml

LOCAL = "local"
"""The source of what the organisation has decided for itself; never shown as policy."""

_KNOWN = ("form", "cites", "deadline")


def cited(subject: Subject) -> Findings:
    """`ombud:cites` names rows of the register, and a person's task has one."""
    for document in subject.documents:
        for node in document.root.iter():
            for row in (node.get(f"{OMBUD}cites") or "").split() if isinstance(node.tag, str) else ():
                if row not in subject.register:
                    yield document.finding(
                        node, "unknown-row", f"The register has no row {row}.", near(row, subject.register)
                    )
    for table in subject.tables.values():
        for node in table.node.iter():
            for row in (node.get(f"{OMBUD}cites") or "").split() if isinstance(node.tag, str) else ():
                if row not in subject.register:
                    yield table.finding(
                        node, "unknown-row", f"The register has no row {row}.", near(row, subject.register)
                    )
    for scope in subject.scopes:
        for node in scope.nodes.values():
            if tag(node) in FOR_PEOPLE and not (node.get(f"{OMBUD}cites") or "").split():
                sentence = "It does not say which clause asks for it."
                yield scope.finding(node, "no-source", sentence, "Name rows of the register in ombud:cites.")


def attributes(subject: Subject) -> Findings:
    """Attributes of our namespace that mean nothing."""
    for document in subject.documents:
        for node in document.root.iter():
            for name in node.attrib if isinstance(node.tag, str) else ():
                own = str(name).removeprefix(OMBUD)
                if own != str(name) and own not in _KNOWN:
                    yield document.finding(node, "unknown-attribute", f"ombud:{own} is not read.", near(own, _KNOWN))


def sources(subject: Subject, policies: Collection[str] | None) -> Findings:
    """Every source in procedure.toml is a row of the register or `local`; its policies are listed. The law has no rows."""
    for key, source in sources_of(subject.procedure.toml):
        if source != LOCAL and source not in subject.register:
            sentence = f"The source {source} is no row of the register."
            yield subject.toml_finding(
                f"{key}.source", "unknown-row", sentence, f"{near(source, subject.register)} Or: {LOCAL}."
            )
    for row in subject.procedure.toml.rules:
        if row not in subject.register:
            sentence = f"The register has no row {row}."
            yield subject.toml_finding(f"rules.{row}", "unknown-row", sentence, near(row, subject.register))
    for slug in subject.procedure.toml.policies:
        if policies is not None and slug not in policies:
            sentence = f"policies.toml lists no policy {slug}."
            yield subject.toml_finding("policies", "unknown-policy", sentence, near(slug, policies))


def sources_of(toml: ProcedureToml) -> Iterator[tuple[str, str]]:
    """(dotted key, source) of everything in procedure.toml that has a source; what cites the law may have none."""
    for part in ("deadlines", "elapsed", "settings", "letters", "notices", "ballots", "openings"):
        for name, rule in getattr(toml, part).items():
            if rule.source:
                yield f"{part}.{name}", rule.source
    if toml.withdrawal is not None:
        yield "withdrawal", toml.withdrawal.source
    if toml.identity is not None:
        yield "identity", toml.identity.source
