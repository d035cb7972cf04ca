"""Letters to people outside the system, filled in from a form and ready to send."""
