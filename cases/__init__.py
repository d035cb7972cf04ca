"""What staff may ask for or report, and what became of it. Knows neither Rasa nor any channel."""
