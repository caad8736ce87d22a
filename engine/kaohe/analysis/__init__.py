"""What is asked of a policy and its results beyond the results themselves."""
