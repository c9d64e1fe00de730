"""Import a list of organisations: new names are added as listed, everything doubtful is reported for a person."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.chain import append_system_event
from ombud.storage.directory import Organisation, OrganisationKind, Participation
from ombud.storage.name_variants import Mention, Variant, find_variants
from ombud.storage.organisation_csv import ListedOrganisation, read_organisations
from ombud.storage.organisations import folded


@dataclass(frozen=True, slots=True)
class Difference:
    """The file says something else than the directory, which is left as it is."""

    line: int
    name: str
    listed: tuple[str, ...]
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, and what it leaves to a person."""

    rows: int
    added: tuple[str, ...]
    unchanged: int  # names the directory had already
    repeated: tuple[Mention, ...]  # the same name on several lines: one organisation
    variants: tuple[Variant, ...]  # names that look alike: each its own organisation
    with_dv_project: tuple[ListedOrganisation, ...]
    differing: tuple[Difference, ...]

    def lines(self) -> Iterator[str]:
        """The report in sentences, one a line."""
        yield f"{self.rows} rows read: {len(self.added)} organisations added, {self.unchanged} known already."
        yield from _section(
            "Repeated names; each is one organisation, with the CoC numbers of all its lines",
            [_mention(mention) for mention in self.repeated],
        )
        yield from _section(
            "Names that look alike; all were kept, decide which are one organisation",
            [_pair(variant) for variant in self.variants],
        )
        yield from _section(
            "With a domestic violence project; decide for each whether it is a victim service provider, which does not "
            "take part in the HMIS. The import decided nothing",
            [f"line {row.line}: {row.name}" for row in self.with_dv_project],
        )
        yield from _section(
            "CoC numbers that differ; the directory was left as it is",
            [_difference(difference) for difference in self.differing],
        )


def import_organisations(session: Session, content: bytes, *, at: datetime, by: UUID | None = None) -> ImportReport:
    """Add what the directory does not know by exactly this name; a second import of the same file changes nothing.

    Nobody becomes a participant by it, and nobody a victim service provider. Raises CsvRefused before anything is
    written. `by` is the person, or None for an operator at the command line.
    """
    listed = read_organisations(content)
    known = {row.name: row for row in session.scalars(select(Organisation))}
    joined = _joined(listed)
    new = {name: coc_numbers for name, coc_numbers in joined.items() if name not in known}
    if new:
        session.execute(insert(Organisation), [_row(name, coc_numbers, at=at) for name, coc_numbers in new.items()])
        body = {"added": len(new), "rows": len(listed), "sha256": hashlib.sha256(content).hexdigest()}
        actor = "operator" if by is None else "person"
        append_system_event(session, "organisations.imported", body, actor=actor, actor_id=by, at=at)
    return _report(listed, joined, known)


def _joined(listed: Sequence[ListedOrganisation]) -> dict[str, tuple[str, ...]]:
    """CoC numbers by name: the lines of one name taken together, in the order of the file."""
    joined: dict[str, tuple[str, ...]] = {}
    for row in listed:
        joined[row.name] = tuple(dict.fromkeys(joined.get(row.name, ()) + row.coc_numbers))
    return joined


def _row(name: str, coc_numbers: tuple[str, ...], *, at: datetime) -> dict[str, object]:
    return {
        "id": new_id(),
        "name": name,
        "sort_name": folded(name),
        "kind": OrganisationKind.AGENCY,
        "participation": Participation.LISTED,
        "victim_service_provider": None,
        "coc_numbers": ";".join(coc_numbers),
        "created_at": at,
    }


def _report(
    listed: Sequence[ListedOrganisation], joined: Mapping[str, tuple[str, ...]], known: Mapping[str, Organisation]
) -> ImportReport:
    mentions = {name: Mention(name) for name in known if name not in joined}
    for row in listed:
        before = mentions.get(row.name, Mention(row.name))
        mentions[row.name] = Mention(row.name, (*before.lines, row.line))
    return ImportReport(
        rows=len(listed),
        added=tuple(name for name in joined if name not in known),
        unchanged=sum(name in known for name in joined),
        repeated=tuple(mention for mention in mentions.values() if len(mention.lines) > 1),
        variants=tuple(find_variants(list(mentions.values()))),
        with_dv_project=tuple(row for row in listed if row.has_dv_project),
        differing=tuple(
            Difference(mentions[name].lines[0], name, numbers, _split(known[name].coc_numbers))
            for name, numbers in joined.items()
            if name in known and set(numbers) != set(_split(known[name].coc_numbers))
        ),
    )


def _split(coc_numbers: str) -> tuple[str, ...]:
    return tuple(coc_numbers.split(";")) if coc_numbers else ()


def _section(heading: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield ""
        yield f"{heading} ({len(items)}):"
        yield from (f"  {item}" for item in items)


def _pair(variant: Variant) -> str:
    return f"{_mention(variant.first)} and {_mention(variant.second)} ({variant.likeness})"


def _mention(mention: Mention) -> str:
    if not mention.lines:
        return f"“{mention.name}” (in the directory)"
    lines = ", ".join(map(str, mention.lines))
    return f"“{mention.name}” ({'line' if len(mention.lines) == 1 else 'lines'} {lines})"


def _difference(difference: Difference) -> str:
    listed, known = (", ".join(numbers) or "none" for numbers in (difference.listed, difference.known))
    return f"line {difference.line}: “{difference.name}” has {listed} in the file and {known} in the directory"
