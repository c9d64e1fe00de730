"""A form as its pages show it: the pages it has, how far each has come, and what was typed before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ombud.forms import steps, typed
from ombud.forms.base import OmbudForm
from ombud.forms.evidence import Evidence
from ombud.forms.fields import Files
from ombud.forms.statements import Statements
from ombud.forms.steps import Step
from ombud.webapp import flows
from ombud.webapp.answering.door import Door
from ombud.webapp.cases.starting import Starting
from ombud.webapp.tasks.page import TaskPage
from ombud.workflows.drafts import Written
from ombud.workflows.refusals import NotFound
from ombud.workflows.text import translate

NOTHING = Written({}, {})

Page = TaskPage | Starting
"""What a form is asked on: the page of a task, or the one that opens a case."""


class State(StrEnum):
    NEW = "new"
    BEGUN = "begun"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Of the statements of a list, how many are confirmed out of how many, and the words of the others."""

    count: int
    all: int
    left: Sequence[str]


def confirmed(field: Statements) -> Confirmed:
    left = [str(choice.label) for choice in field.choices if choice.value not in (field.data or ())]
    return Confirmed(len(field.choices) - len(left), len(field.choices), left)


@dataclass(frozen=True, slots=True)
class Sheet:
    """`steps` are the pages that apply as it is answered so far; none where the form has one page."""

    page: Page
    form: OmbudForm
    door: Door
    steps: Sequence[Step]

    @property
    def written(self) -> Written:
        return self.page.draft.written if self.page.draft else NOTHING

    @property
    def before(self) -> Mapping[str, Sequence[str]]:
        """What stood on the form before the reader typed anything now."""
        return self.written.values if self.page.draft else typed.as_typed(flows.blank(self.page) or self.form)

    @property
    def checks(self) -> bool:
        """Whether its answers are looked through before they are sent."""
        return self.door.looks_through and (self.page.impartial or self.form.checks or steps.is_long(self.form))

    @property
    def unfit(self) -> list[tuple[str, list[str]]]:
        return typed.unfit(self.form, self.written.values, self.written.words)

    @property
    def replaced(self) -> str:
        """What is said where a list was replaced since the draft was saved."""
        return typed.replaced(self.form, self.written.values)

    @property
    def files(self) -> list[Any]:
        """The questions for files that are asked."""
        return [field for field in self.form if isinstance(field, Files) and field.is_asked(self.form)]

    @property
    def blocked(self) -> bool:
        """Whether something is amiss besides the files, which are chosen where the rest is looked through."""
        return any(field.errors for field in self.form if not isinstance(field, Files))

    @property
    def lists(self) -> list[Confirmed]:
        """How the statements of each list that is asked are answered."""
        asked = (field for field in self.form if isinstance(field, Statements) and field.is_asked(self.form))
        return [confirmed(field) for field in asked]

    def step(self, key: str) -> Step:
        """Raises NotFound for a page that does not apply."""
        for one in self.steps:
            if one.key == key:
                return one
        raise NotFound()

    def state(self, step: Step) -> State:
        if step.key in self.done:
            return State.DONE
        return State.BEGUN if step.key in self.written.seen else State.NEW

    @property
    def done(self) -> Sequence[str]:
        """The steps that were gone through; none of a list that was replaced since."""
        return () if self.replaced else self.written.done

    def after(self, step: Step) -> Step | None:
        place = self.steps.index(step) + 1
        return self.steps[place] if place < len(self.steps) else None

    def asked_on(self, name: str) -> Step | None:
        """The page on which a question is asked, the first where a list has several."""
        return next((step for step in self.steps if name in step.asks), None)

    def items_of(self, field: Any) -> Mapping[str, Any]:
        return self.page.items.get(field.source, {})

    def evidence_of(self, field: Any) -> Evidence | None:
        """The question that asks for each statement of a list what shows it."""
        about = (one for one in self.form if isinstance(one, Evidence) and field.short_name in one.about)
        return next(about, None) if isinstance(field, Statements) else None


def answer_sheet(page: Page, form: OmbudForm, door: Door) -> Sheet:
    headings = {
        source: {item.id: translate(item.heading) for item in items.values()} for source, items in page.items.items()
    }
    applying = [step for step in steps.steps_of(form, headings) if step.applies(form)]
    return Sheet(page, form, door, applying)


def as_written(written: Written) -> list[tuple[str, list[str]]]:
    """A draft as people read it, where its form is not theirs to fill in: each question, and what they had answered."""
    found = []
    for name, values in written.values.items():
        said = [written.words.get(f"{name}:{value}", value) for value in values if value.strip()]
        if said:
            found.append((written.words.get(name) or written.words.get(name.partition(".")[0], ""), said))
    return found
