"""One file by itself, whoever wrote it: everything that can be said without the procedure around it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from ombud.workflows.procedures.check import (
    activities,
    blocks,
    constructs,
    drawing,
    events,
    expressions,
    foreign,
    gateways,
    overlap,
    schema,
    structure,
    tables,
    timers,
)
from ombud.workflows.procedures.check.diagram import Document, Scope
from ombud.workflows.procedures.check.findings import Finding, Findings
from ombud.workflows.procedures.check.tables import Table
from ombud.workflows.procedures.xml import MAX_BYTES, Node, XmlProblem, parse_xml

OF_SCOPE: tuple[Callable[[Scope], Findings], ...] = (
    constructs.kinds_of_event,
    structure.missing_ids,
    structure.starts_and_ends,
    structure.flow_ends,
    structure.leads_on,
    structure.reach,
    structure.restless_loops,
    structure.declared_flows,
    gateways.choices,
    gateways.stray_conditions,
    gateways.event_gateways,
    blocks.parallel_blocks,
    events.hosts,
    events.same_wait,
    timers.timers,
    activities.repetitions,
    activities.deciders_and_doers,
    expressions.expressions,
)
OF_DOCUMENT: tuple[Callable[[Document], Findings], ...] = (
    foreign.no_process,
    foreign.other_engines,
    constructs.choreographies,
    constructs.refused_constructs,
    events.uncaught_errors,
    activities.reserved_names,
)
OF_DRAWING: tuple[Callable[[drawing.Drawing], Findings], ...] = (
    drawing.everything_drawn,
    drawing.covering,
    drawing.crossing,
    drawing.in_lanes,
    drawing.labels,
)


def check_file(path: Path) -> list[Finding]:
    """What is wrong with a .bpmn or .dmn file. Never raises for what stands in it."""
    file = str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            sentence = f"The file is larger than {MAX_BYTES // 1_000_000} MB."
            return [Finding(file, 0, "", "xml", sentence, "Divide the procedure, or take embedded images out.")]
        content = path.read_bytes()
    except OSError as error:
        return [Finding(file, 0, "", "file", f"It cannot be read ({error.strerror}).", "Name a file that is there.")]
    return check_content(file, content)


def check_content(file: str, content: bytes) -> list[Finding]:
    """The same for content that is not on disk; `file` is the name findings show."""
    root = read_root(file, content)
    if isinstance(root, Finding):
        return [root]
    if file.endswith(".dmn"):
        found = tables.tables_of(file, root)
        return sorted(set(of_tables(file, root, found)))
    if (other := foreign.not_bpmn(file, root)) is not None:
        return [other]
    document = Document(file, root)
    messages = document.messages
    findings = [*of_document(document), *structure.duplicate_ids([document])]
    reach = activities.called_from([document])
    for scope in document.scopes if not _is_too_large(findings) else ():
        findings += events.message_names(scope, messages)
        findings += activities.calls(scope, document.processes, reach)
    return with_schema(document, findings)


def read_root(file: str, content: bytes) -> Node | Finding:
    try:
        return parse_xml(content)
    except XmlProblem as problem:
        return Finding(file, problem.line or 0, "", "xml", problem.sentence, problem.way_out)


def of_document(document: Document) -> list[Finding]:
    """The rules that ask nothing outside the file."""
    if (large := structure.size(document)) is not None:
        return [large]
    found = [finding for rule in OF_DOCUMENT for finding in rule(document)]
    found += [finding for scope in document.scopes for rule in OF_SCOPE for finding in rule(scope)]
    drawn = drawing.read_drawing(document)
    return found + [finding for rule in OF_DRAWING for finding in rule(drawn)]


def of_tables(file: str, root: Node, found: list[Table], offered: overlap.Offered | None = None) -> Findings:
    if root.tag not in [f"{{{namespace}}}definitions" for namespace in tables.NAMESPACES]:
        sentence = "This is no decision table (DMN 1.1, 1.2 or 1.3)."
        yield Finding(file, root.sourceline or 0, "", "not-dmn", sentence, "Save it as DMN 1.3 in a modeler.")
        return
    yield from tables.shape(file, found)
    for table in found:
        if table.table is not None:
            yield from tables.cells(table)
            yield from overlap.overlaps(table, offered or {})
            yield from overlap.never_chosen(table, offered or {})


def with_schema(document: Document, findings: Collection[Finding]) -> list[Finding]:
    if _is_too_large(findings):
        return sorted(set(findings))
    told = {finding.line for finding in findings}
    return sorted({*findings, *schema.against_schema(document, told)})


def _is_too_large(findings: Collection[Finding]) -> bool:
    return any(finding.rule == "too-large" for finding in findings)
