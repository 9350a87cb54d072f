"""The demo county: Danyang with synthetic boundaries, people named by role only, twelve cases with drawn photos."""
