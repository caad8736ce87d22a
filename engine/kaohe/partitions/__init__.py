"""Data in partitions (分区): each holds whole comparison groups and all rows of its units, and is scored by itself."""
