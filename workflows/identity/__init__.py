"""Who brought a case, where that is sealed: the mask that everything people read goes by, and its opening by two.

This is access control, not cryptography: whoever runs the database and holds the master key could read it.
"""
