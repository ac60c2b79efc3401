"""What `doctor` looks at: the machine, the place of the workspace, the model and its data."""
