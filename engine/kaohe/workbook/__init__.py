"""The working paper (计分底稿): a policy and its data as a workbook of live formulas.

A small compiler from the expression tree to the formulas of a sheet: inputs stand on sheets of their own, every step
that a reader has to see is a column, and an absent value is an empty text that everything resting on it shares.
"""
