"""From a policy and its typed tables to results: exact, node by node over all units at once."""
