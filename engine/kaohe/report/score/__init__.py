"""The results of scoring."""
