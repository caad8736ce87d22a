"""Version 1 of the language, which no command reads any more: it is carried over to version 2 as a text."""
