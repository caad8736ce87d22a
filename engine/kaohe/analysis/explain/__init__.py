"""Why this number (为什么是这个数): a tree from a published value down to the cells of the data it rests on.

`model` is what comes out, plain data; `explainer` goes down the policy's expression tree, and asks one small file a
family of words what to say there. Numbers stay exact and texts stay in pieces, so that a report decides how to show
them.
"""
