"""Every form by its key: `procedure.form`, as diagrams and procedure.toml name it."""

from __future__ import annotations

from ombud.forms import (
    access_request,
    agency_grievance,
    board_appointment,
    breach_notification,
    client_grievance,
    customization_request,
    disaster_plan_review,
    messages,
    policy_amendment,
    usage_escalation,
    user_access_review,
)
from ombud.forms.base import OmbudForm

CATALOGUE: dict[str, type[OmbudForm]] = {
    f"{procedure}.{name}": form
    for procedure, forms in (
        ("access_request", access_request.FORMS),
        ("agency_grievance", agency_grievance.FORMS),
        ("board_appointment", board_appointment.FORMS),
        ("breach_notification", breach_notification.FORMS),
        ("client_grievance", client_grievance.FORMS),
        ("customization_request", customization_request.FORMS),
        ("disaster_plan_review", disaster_plan_review.FORMS),
        ("message", messages.FORMS),
        ("policy_amendment", policy_amendment.FORMS),
        ("usage_escalation", usage_escalation.FORMS),
        ("user_access_review", user_access_review.FORMS),
    )
    for name, form in forms.items()
}
