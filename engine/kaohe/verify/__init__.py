"""The second opinion: everything calculated again, value by value over fractions, by other means.

Formulas are read from their written text by another reader (simpleeval, over Python's own grammar), words are
interpreted one unit at a time, keys and measures are worked out again. What it shares with the first calculation, and
which tests hold each of that, is listed in docs/design/second-opinion.md.
"""
