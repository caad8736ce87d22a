"""Files: which of them hold tables, which are not read and why, and bytes to text."""
