"""Evidence: what cases say about work, of metrics for everybody, of one person for that person first."""
