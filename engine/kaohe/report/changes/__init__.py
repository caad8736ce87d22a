"""What moves: between two versions or data sets, under other readings, and what-if."""
