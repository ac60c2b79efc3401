"""Who may do what on which kind of record: one module, default deny."""
