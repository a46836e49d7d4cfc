"""The texts that everybody may read: privacy notice, legal notice, accessibility."""
