"""The outside world: one package for each platform, none of which knows another."""
