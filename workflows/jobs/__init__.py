"""The job queue: rows of the command's own transaction, carried out by a worker after it."""
