"""Every path of a scheme's machine, walked with the real rules."""
