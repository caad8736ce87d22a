"""Policies side by side, in every format."""
