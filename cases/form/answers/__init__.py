"""How words become an answer: one small module a type."""
