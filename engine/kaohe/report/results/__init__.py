"""Scores and targets as tables, CSV, JSON, Markdown and workbooks."""
