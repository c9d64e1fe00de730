"""Where a mail points: pages behind sign-in or the tracking code, and two kinds of links that work once by themselves."""

from __future__ import annotations

from uuid import UUID

from ombud.workflows.office import Office


def to_case(office: Office, number: str) -> str:
    return f"{office.base_url}/cases/{number}"


def to_task(office: Office, task_id: UUID) -> str:
    return f"{office.base_url}/tasks/{task_id}"


def to_tracking(office: Office) -> str:
    """The page that asks somebody without an account for their tracking code."""
    return f"{office.base_url}/track"


def to_case_once(office: Office, token: str) -> str:
    """Opens a party's case by itself, once: a secret address, in sealed mails only."""
    return f"{office.base_url}/track/link/{token}"


def to_welcome(office: Office, token: str) -> str:
    """Where somebody chooses a password, once: a secret address, in sealed mails only."""
    return f"{office.base_url}/welcome/{token}"


def to_identity(office: Office, number: str) -> str:
    """The page on which two open who brought a case."""
    return f"{office.base_url}/cases/{number}/identity"


def to_duties(office: Office) -> str:
    return f"{office.base_url}/duties"


def to_duty(office: Office, key: str) -> str:
    return f"{office.base_url}/duties/{key}"


def to_inbox(office: Office) -> str:
    return f"{office.base_url}/inbox"


def to_account(office: Office) -> str:
    """One's own account: there one chooses language, rhythm of mails and the calendar feed."""
    return f"{office.base_url}/account"


def to_ballot(office: Office, ballot_id: UUID) -> str:
    return f"{office.base_url}/ballots/{ballot_id}"


def to_meeting(office: Office, meeting_id: UUID) -> str:
    return f"{office.base_url}/meetings/{meeting_id}"


def to_meetings(office: Office) -> str:
    """The public page of meetings to come."""
    return f"{office.base_url}/meetings"


def to_delegations(office: Office) -> str:
    return f"{office.base_url}/delegations"


def to_substitutes(office: Office) -> str:
    return f"{office.base_url}/substitutes"


def to_acting(office: Office) -> str:
    return f"{office.base_url}/acting"
