"""Discord: commands, buttons and forms in; cards, private messages and threads out."""
