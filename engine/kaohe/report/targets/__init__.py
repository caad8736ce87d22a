"""How far targets are attained."""
