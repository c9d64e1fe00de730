"""People of the demonstration's directory, by the address they sign in with: some for what they do, some by name."""

DIRECTOR = "director@lead.example"
STAFF = "staff@lead.example"
OPERATOR = "operator@ombud.example"
AUDITOR = "auditor@ombud.example"
HDC = "hdc@harbor.example"

BOARD_STAFF = "staff@dsb.example"
COCHAIR = "cochair@dsb.example"
COCHAIR_2 = "cochair2@dsb.example"

ABENA = "abena@dsb.example"
BRUNO = "bruno@dsb.example"
CAROL = "carol@dsb.example"  # chairs the grievance subcommittee
DMITRI = "dmitri@dsb.example"
ESTHER = "esther@dsb.example"
FELIX = "felix@dsb.example"  # stands in for Dmitri
NORA = "nora@dsb.example"  # of the Board, not of the subcommittee
MEMBER = ABENA
"""One of the subcommittee, where it does not matter who."""
