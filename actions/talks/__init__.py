"""Short exchanges about a case that want an answer or two: kept as forms are, but not declared."""
