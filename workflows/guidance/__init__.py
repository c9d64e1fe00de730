"""What people read before they begin: a procedure, a role and the words that are met, told from the data that runs."""
