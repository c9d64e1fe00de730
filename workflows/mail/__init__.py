"""Mail: says that something waits, and where; never what it is about."""
