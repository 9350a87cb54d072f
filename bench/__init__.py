"""How fast Patrol is, as ratios to a floor of the same requests in the same run."""
