"""The demo county: Danyang with synthetic boundaries, people named by role, sixty-one cases with drawn photos."""
