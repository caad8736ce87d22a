"""The same operations over arrays of many units: exact, in whole numbers of 63 bits, or not at all."""
