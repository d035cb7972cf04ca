"""The web pages: templates, styles and scripts, and what turns messages into what is shown."""
