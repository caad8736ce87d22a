"""How data were understood."""
