"""The pages on which people sign in, administer, write to each other and stand in for each other: without a fault axe
knows, and at 320 pixels. `OMBUD_SCREENSHOTS=folder` keeps a picture of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page

from tests.browser.gallery import CODE, SIZES, Axe, Eye, View, Visit, open_all, send_empty
from tests.browser.quarter import (
    DISABLED,
    DOCUMENT,
    ELM_HEAD,
    INVITED,
    LETTER,
    NOT_SET_UP,
    SETTING,
    Quarter,
    build_quarter,
)
from tests.support.browser import Serve
from tests.web.house import PASSWORD
from tests.web.people import AUDITOR, BOARD_STAFF, BRUNO, COCHAIR, DIRECTOR, HDC, MEMBER, OPERATOR, STAFF

HERE = "/administration"
HALFWAY, FIRST_TIME = "somebody halfway", "somebody without an authenticator"


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quarter]:
    quarter = build_quarter(tmp_path_factory.mktemp("quarter"))
    yield quarter
    quarter.house.database.close()


@pytest.mark.long
@pytest.mark.parametrize("size", ["wide", "phone", "narrow"])
def test_every_page_of_people_is_without_fault_and_fits(
    quarter: Quarter, serve: Serve, size: str, new_page: Callable[..., Page], axe: Axe
) -> None:
    at = {"viewport": SIZES[size], "reduced_motion": "reduce"}
    visit = Visit(quarter.house, serve(quarter.house.app), quarter.code, lambda: new_page(**at))
    views = [*of_accounts(quarter), *of_directory(quarter), *of_keeping(), *of_cases(quarter), *of_substitutes(quarter)]
    visit.look_at(views, Eye(axe, size))


def of_accounts(quarter: Quarter) -> list[View]:
    return [
        View("forgotten", "/sign-in/forgotten"),
        View("forgotten-error", "/sign-in/forgotten", then=press("Mail me the link")),
        View("forgotten-sent", "/sign-in/forgotten", then=_forget),
        View("welcome", quarter.welcome),
        View("welcome-weak", quarter.welcome, then=_choose_weakly),
        View("another-password", quarter.reset),
        View("link-gone", "/welcome/unknown", status=404),
        View("second-step", "/sign-in", by=HALFWAY, then=_enter_password(AUDITOR)),
        View("second-step-error", "/sign-in/second-factor", by=HALFWAY, then=press("Go on")),
        View("first-set-up", "/sign-in", by=FIRST_TIME, then=_enter_password(NOT_SET_UP)),
        View("account", "/account", by=DIRECTOR),
        View("account-password", "/account/password", by=DIRECTOR),
        View("account-password-errors", "/account/password", by=DIRECTOR, then=send_empty),
        View("account-second-factor", "/account/second-factor", by=DIRECTOR),
        View("account-second-factor-errors", "/account/second-factor", by=DIRECTOR, then=send_empty),
        View("account-recovery-codes", "/account/recovery-codes", by=DIRECTOR),
        View("account-recovery-codes-error", "/account/recovery-codes", by=DIRECTOR, then=press("Make new codes")),
        View("recovery-codes-shown", "/account/recovery-codes", by=DIRECTOR, then=_make_codes(quarter)),
    ]


def of_directory(quarter: Quarter) -> list[View]:
    person, organisations, people = quarter.person(HDC), f"{HERE}/organisations", f"{HERE}/people"
    holding = quarter.role_of(HDC)
    views = [
        View("administration", HERE),
        View("organisations", organisations),
        View("organisations-none-found", f"{organisations}?q=nowhere"),
        View("organisation", quarter.organisation("Harbor House")),
        View("organisation-empty", quarter.organisation("Thistle Refuge")),
        View("organisation-edit", f"{quarter.organisation('Harbor House')}/edit"),
        View("organisation-new", f"{organisations}/new"),
        View("organisation-new-errors", f"{organisations}/new", then=send_empty),
        View("organisation-near", f"{organisations}/new", then=_nearly("Harbour House")),
        View("people", people),
        View("people-none-found", people, then=_search),
        View("person", person),
        View("person-invited", quarter.person(INVITED)),
        View("person-disabled", quarter.person(DISABLED)),
        View("person-self", quarter.person(OPERATOR)),
        View("person-edit", f"{person}/edit"),
        View("person-new", f"{people}/new"),
        View("person-new-errors", f"{people}/new", then=send_empty),
        View("person-disable", f"{person}/disable"),
        View("person-reset", f"{person}/second-factor"),
        View("person-reset-errors", f"{person}/second-factor", then=send_empty),
        View("role-choose", f"{person}/roles/new"),
        View("role-grant", f"{person}/roles/new/security_coordinator/organisation"),
        View("role-grant-errors", f"{person}/roles/new/security_coordinator/organisation", then=_no_day),
        View("role-end", holding),
        View("log", f"{HERE}/log", then=open_all),
        View("access", f"{HERE}/access"),
        View("access-every-address", f"{HERE}/access?role=auditor"),
    ]
    return [replace(view, by=OPERATOR) for view in views]


def of_keeping() -> list[View]:
    closures, exhibit = f"{HERE}/closures", f"{HERE}/checklists/exhibit_a"
    views = [
        View("settings", f"{HERE}/settings"),
        View("settings-found", f"{HERE}/settings?find=days"),
        View("setting", SETTING),
        View("setting-error", SETTING, then=_no_reason),
        View("setting-of-accounts", f"{HERE}/settings/accounts/second_factor_days"),
        View("letters", f"{HERE}/letters"),
        View("letter", LETTER, then=open_all),
        View("letter-error", LETTER, then=_misspell),
        View("checklists", f"{HERE}/checklists"),
        View("checklist-official", exhibit, then=open_all),
        View("checklist-stand-in", f"{HERE}/checklists/exhibit_b"),
        View("checklist-old", f"{exhibit}/versions/0"),
        View("checklist-replace", f"{exhibit}/replace"),
        View("checklist-replace-error", f"{exhibit}/replace", then=_paste("")),
        View("checklist-understood", f"{exhibit}/replace", then=_paste(PASTED)),
        View("checklist-understood-errors", f"{exhibit}/replace", then=_publish_at_once),
        View("documents", f"{HERE}/documents"),
        View("document", DOCUMENT),
        View("document-missing", f"{HERE}/documents/security_plan"),
        View("document-errors", f"{HERE}/documents/security_plan", then=send_empty),
        View("closures", closures),
        View("closures-new", f"{closures}/new"),
        View("closures-new-error", f"{closures}/new?days=tomorrow", status=422),
        View("closures-preview", f"{closures}/new?days=2026-07-03+Independence+Day+(observed)"),
        View("closure-remove", f"{closures}/2026-05-25/remove"),
    ]
    return [replace(view, by=OPERATOR) for view in views]


def of_cases(quarter: Quarter) -> list[View]:
    desk = f"/operator/cases/{quarter.dated}"
    return [
        View("talk-staff", f"/cases/{quarter.talk}", by=DIRECTOR, then=open_all),
        View("talk-empty", f"/cases/{quarter.talk}", by=DIRECTOR, then=_write_nothing),
        View("talk-party", "/track/case", by=CODE, then=open_all),
        View("lost", "/track/lost"),
        View("lost-error", "/track/lost", then=press("Send me a link")),
        View("link", quarter.link),
        View("link-dead", "/track/link/unknown", status=404),
        View("proof", f"/cases/{quarter.dated}/proof", by=AUDITOR),
        View("identity-sealed", f"/cases/{quarter.sealed}/identity", by=BOARD_STAFF),
        View(
            "identity-sealed-error", f"/cases/{quarter.sealed}/identity", by=BOARD_STAFF, then=press("Ask to open it")
        ),
        View("identity-asked", f"/cases/{quarter.asked}/identity", by=BOARD_STAFF),
        View("identity-answer", f"/cases/{quarter.asked}/identity", by=COCHAIR),
        View("identity-answer-errors", f"/cases/{quarter.asked}/identity", by=COCHAIR, then=press("Answer")),
        View("identity-open", f"/cases/{quarter.opened}/identity", by=COCHAIR),
        View("case-opened", f"/cases/{quarter.opened}", by=BOARD_STAFF, then=open_all),
        View("operate", desk, by=OPERATOR),
        View("operate-terminate", f"{desk}/terminate", by=OPERATOR),
        View("operate-terminate-errors", f"{desk}/terminate", by=OPERATOR, then=send_empty),
        View("operate-task", quarter.operating(quarter.dated, "tasks/"), by=OPERATOR),
        View("operate-date", quarter.operating(quarter.dated, "deadlines/"), by=OPERATOR),
    ]


def of_substitutes(quarter: Quarter) -> list[View]:
    name = f"/acting/{quarter.organisation('Elm Street Shelter').rpartition('/')[2]}/hdc"
    return [
        View("acting-named", "/acting", by=ELM_HEAD),
        View("acting-listed", "/acting", by=OPERATOR),
        View("acting-empty", "/acting", by=MEMBER),
        View("acting-new", name, by=ELM_HEAD),
        View("acting-new-errors", name, by=ELM_HEAD, then=send_empty),
        View("acting-inbox", "/inbox", by=ELM_HEAD),
        View("substitutes-empty", "/substitutes", by=MEMBER),
        View("substitutes-asked", "/substitutes", by=BRUNO),
        View("substitutes-in-force", "/substitutes", by=STAFF),
        View("substitutes-all", "/substitutes", by=OPERATOR),
        View("substitutes-new", "/substitutes/new", by=DIRECTOR),
        View("substitutes-new-errors", "/substitutes/new", by=OPERATOR, then=send_empty),
    ]


PASTED = """\
1. The agency has named an HMIS Data Coordinator.
2. Every user has passed the training of the year.
"""


def press(words: str) -> Callable[[Page], None]:
    """Sends a form as it stands, which then says what is missing."""

    def pressed(page: Page) -> None:
        page.get_by_role("button", name=words, exact=True).click()
        page.wait_for_selector("[data-summary]")

    return pressed


def _forget(page: Page) -> None:
    page.get_by_label("E-mail address").fill("nobody@nowhere.example")
    page.get_by_role("button", name="Mail me the link").click()
    page.get_by_role("status").wait_for()


def _choose_weakly(page: Page) -> None:
    page.get_by_label("New password").fill("ombudombudombud")
    page.get_by_label("The same password again").fill("another")
    press("Save the password")(page)


def _enter_password(email: str) -> Callable[[Page], None]:
    def entered(page: Page) -> None:
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="Go on").wait_for()

    return entered


def _make_codes(quarter: Quarter) -> Callable[[Page], None]:
    def made(page: Page) -> None:
        quarter.house.pass_(minutes=1)
        page.get_by_label("A code of your authenticator").fill(quarter.house.code_of(DIRECTOR))
        page.get_by_role("button", name="Make new codes").click()
        page.get_by_text("They are shown only now.").wait_for()

    return made


def _nearly(name: str) -> Callable[[Page], None]:
    def added(page: Page) -> None:
        page.get_by_label("Name", exact=True).fill(name)
        press("Add it")(page)

    return added


def _search(page: Page) -> None:
    page.get_by_label("Name, address or organisation").fill("nobody at all")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("Nobody was found.").wait_for()


def _no_day(page: Page) -> None:
    page.get_by_label("From which day?").fill("")
    press("Grant the role")(page)


def _no_reason(page: Page) -> None:
    page.get_by_label("Value", exact=True).fill("many")
    press("Set it")(page)


def _misspell(page: Page) -> None:
    page.get_by_label("The letter's text").fill("<p>Dear {{ complaint.nobody }},</p>\n<script>alert(1)</script>")
    page.get_by_label("Why?").first.fill("Plainer words.")
    press("Use these words from now on")(page)


def _paste(text: str) -> Callable[[Page], None]:
    def pasted(page: Page) -> None:
        page.get_by_label("The text").fill(text)
        page.get_by_role("button", name="Look at what is understood").click()
        page.locator("[data-summary], .lines--match").wait_for()

    return pasted


def _publish_at_once(page: Page) -> None:
    _paste(PASTED)(page)
    press("Publish this version")(page)


def _write_nothing(page: Page) -> None:
    page.locator("summary", has_text="Write a message").click()
    press("Send the message")(page)
