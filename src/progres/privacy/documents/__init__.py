"""Documents of data protection, computed from the data map and the settings."""
