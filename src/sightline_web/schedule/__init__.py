"""What the app does by itself: jobs with a time between two runs, each done by one process at a time."""
