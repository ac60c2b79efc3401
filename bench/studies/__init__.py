"""Studies on public logs that are not part of the project: each takes the path of a file as its argument."""
