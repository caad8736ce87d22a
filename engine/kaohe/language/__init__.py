"""The policy language: text with places, YAML nodes, the schema's shape, formulas, the expression tree."""
