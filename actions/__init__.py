"""What Rasa asks us to do: thin actions, one file a journey, that make no rules of their own."""
