"""Help that anybody may read: each procedure, each role, guides, the words; all from the data that runs."""
