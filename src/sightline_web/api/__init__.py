"""The API: what the pages show, for programs; the same rows, the same services, the same policy."""
