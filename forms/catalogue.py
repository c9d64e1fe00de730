"""Every form by its key: `procedure.form`, as diagrams and procedure.toml name it."""

from __future__ import annotations

from ombud.forms import agency_grievance, client_grievance
from ombud.forms.base import OmbudForm

CATALOGUE: dict[str, type[OmbudForm]] = {
    f"{procedure}.{name}": form
    for procedure, forms in (
        ("agency_grievance", agency_grievance.FORMS),
        ("client_grievance", client_grievance.FORMS),
    )
    for name, form in forms.items()
}
