"""Findings about policies, for people, programs and continuous integration."""
