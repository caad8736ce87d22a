"""The second opinion: everything calculated again, value by value over fractions, by other means.

Formulas are read from their written text by another reader (simpleeval, over Python's own grammar), keywords are
interpreted one unit at a time. It shares with the first calculation the data, the inferred grains and the table of
measures, and no arithmetic.
"""
