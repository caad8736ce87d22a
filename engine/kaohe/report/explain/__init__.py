"""Explanations: a tree from the total down to the cells."""
