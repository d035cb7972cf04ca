"""Days as staff in Britain say them: single days, ranges, series, terms and holidays."""
