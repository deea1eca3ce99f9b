"""What one run is made of: fetching, reading, cleaning, judging, and the command around it."""

#: The one place where the version stands; asking the installed package for it takes longer than
#: all else that ``newsvane --version`` does.
__version__ = "0.1.0"
