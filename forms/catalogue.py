"""Every form by its key: `procedure.form`, as diagrams and procedure.toml name it."""

from __future__ import annotations

from ombud.forms import (
    access_request,
    agency_grievance,
    agency_onboarding,
    annual_certification,
    board_appointment,
    breach_notification,
    client_grievance,
    compliance_monitoring,
    customization_request,
    data_destruction,
    data_request,
    data_sharing_agreement,
    disaster_plan_review,
    messages,
    policy_amendment,
    publication_clearance,
    retraining,
    retraining_request,
    usage_escalation,
    user_access_review,
)
from ombud.forms.base import OmbudForm

CATALOGUE: dict[str, type[OmbudForm]] = {
    f"{procedure}.{name}": form
    for procedure, forms in (
        ("access_request", access_request.FORMS),
        ("agency_grievance", agency_grievance.FORMS),
        ("agency_onboarding", agency_onboarding.FORMS),
        ("annual_certification", annual_certification.FORMS),
        ("board_appointment", board_appointment.FORMS),
        ("breach_notification", breach_notification.FORMS),
        ("client_grievance", client_grievance.FORMS),
        ("compliance_monitoring", compliance_monitoring.FORMS),
        ("customization_request", customization_request.FORMS),
        ("data_destruction", data_destruction.FORMS),
        ("data_request", data_request.FORMS),
        ("data_sharing_agreement", data_sharing_agreement.FORMS),
        ("disaster_plan_review", disaster_plan_review.FORMS),
        ("message", messages.FORMS),
        ("policy_amendment", policy_amendment.FORMS),
        ("publication_clearance", publication_clearance.FORMS),
        ("retraining", retraining.FORMS),
        ("retraining_request", retraining_request.FORMS),
        ("usage_escalation", usage_escalation.FORMS),
        ("user_access_review", user_access_review.FORMS),
    )
    for name, form in forms.items()
}
