"""What assistants may ask: the commands that read, as tools of the Model Context Protocol."""
