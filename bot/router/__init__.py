"""From what people do to use cases and back to what they see; rights are checked here, once."""
