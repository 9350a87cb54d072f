"""The demo county: Danyang with synthetic boundaries, people named by role only, sixty cases with drawn photos."""
