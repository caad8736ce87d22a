"""The grid of one sheet: its captions, its header, its rows, and the footer below them."""
