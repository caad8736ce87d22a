"""The dependency graph as a picture, or as text for a drawing program."""
