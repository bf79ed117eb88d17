"""Every screen of the bot, one function each: domain values in, a Card or a Form out, in the reader's language."""
