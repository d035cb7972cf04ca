"""The only code that runs under both Pythons: the sentence encoder and the Rasa components."""
