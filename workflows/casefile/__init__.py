"""What pages show of a case: pure queries that return frozen values, under `workflows.permissions`."""
