"""The front door: from a network server's webhook to committed rows, without Django."""
