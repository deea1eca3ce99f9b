"""What one run is made of: fetching, reading, cleaning, judging, and the command around it."""
