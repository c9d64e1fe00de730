"""Every form by its key: `procedure.form`, as diagrams and procedure.toml name it."""

from __future__ import annotations

from ombud.forms import (
    agency_grievance,
    board_appointment,
    client_grievance,
    customization_request,
    messages,
    policy_amendment,
)
from ombud.forms.base import OmbudForm

CATALOGUE: dict[str, type[OmbudForm]] = {
    f"{procedure}.{name}": form
    for procedure, forms in (
        ("agency_grievance", agency_grievance.FORMS),
        ("board_appointment", board_appointment.FORMS),
        ("client_grievance", client_grievance.FORMS),
        ("customization_request", customization_request.FORMS),
        ("message", messages.FORMS),
        ("policy_amendment", policy_amendment.FORMS),
    )
    for name, form in forms.items()
}
