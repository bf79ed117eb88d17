"""The repositories of `bot.ports`, each working inside one transaction."""
