"""What newsvane costs, as ratios to what the least possible work costs on the same machine."""
