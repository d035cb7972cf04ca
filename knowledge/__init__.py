"""What the assistant knows, and how it finds it. Knows nothing of cases, Rasa or channels."""
