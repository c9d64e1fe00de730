"""Finding cases, procedures and documents by words, under `workflows.permissions`."""
