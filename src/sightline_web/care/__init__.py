"""Care of what is kept: backups that were restored, times of keeping, erasure, export, and looks at the store."""
