"""The live process: what comes in is judged as it comes, and pages say how fresh what they show is."""
