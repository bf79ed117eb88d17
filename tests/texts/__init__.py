"""The sentences of the bot: all of them translated, each where it belongs, in words that fit."""
