"""From files to typed tables: every cell read once, strictly, and its place kept."""
