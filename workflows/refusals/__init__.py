"""What Ombud refuses, as a small tree of named exceptions: here by their names, each written in the module of its noun.

The class docstring is the message people read; `detail` adds what is specific to the case at hand.
The name is public: scenarios say `refused = "NotYourTask"`. `status` is the HTTP status of the tree's branch.
"""

# ruff: noqa: F403  this is the tree's face: it hands on every name, and none is written twice

from __future__ import annotations

from ombud.workflows.refusals.ballots import *
from ombud.workflows.refusals.cases import *
from ombud.workflows.refusals.identity import *
from ombud.workflows.refusals.keeping import *
from ombud.workflows.refusals.meetings import *
from ombud.workflows.refusals.people import *
from ombud.workflows.refusals.seats import *
from ombud.workflows.refusals.substitutes import *
from ombud.workflows.refusals.tree import *
