"""The daemon over months, by a clock of our own."""
