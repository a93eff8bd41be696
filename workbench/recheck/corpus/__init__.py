"""A history to judge: generated cases that walk a scheme's own machine, of which a known few are spoiled.

Nobody in it is real: people are references, officers opaque ids, and no word is written down anywhere.
"""
