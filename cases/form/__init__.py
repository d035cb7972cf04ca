"""Forms by chat: what is asked next, what an answer means. No database, no dialogue engine."""
