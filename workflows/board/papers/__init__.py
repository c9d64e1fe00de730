"""The board's papers: templates, and how they are set. The same sandbox and the same closed doors as for letters."""
