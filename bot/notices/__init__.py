"""Words to people about cases: what they say, how they get there, and what could not be sent.

A notice is a row (`cases.tables.notice`) written with what it tells of. Its text is made when it is
sent, from ids, so that none waits in the database.
"""
