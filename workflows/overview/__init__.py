"""What those who oversee would rather look at than read: one module for each picture, each a value from a few statements.

A reader counts only cases they may see, by the predicates of `permissions`. Times are as they stand in the rows, which is
how they are after every undo and migration.
"""
