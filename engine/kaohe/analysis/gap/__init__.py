"""What it would take: for one unit, what each input is worth now, and the smallest change that reaches a goal."""
