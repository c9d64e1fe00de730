"""Letters: frozen in the commit that issues them, rendered by the worker, delivered one recipient at a time.

A template is the body of the letter, in HTML; letterhead, address, date and signature are the base template's. It knows:

- `case`: number, title, opened_at, organisation
- `letter`: title, issued_at, issuer, recipients (names)
- one name per entry of `quotes` in procedure.toml: `answers`, `labels`, `names`, `left`, `sent_at`, `sender`, or none if nobody sent it
- `deadlines`: the dates this very step set, by name
- `settings`: what the case runs under
- filters: `day`, `time`, `paragraphs`, `counted` (votes), and Jinja's for text and lists that need no trust
"""
