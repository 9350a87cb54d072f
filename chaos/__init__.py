"""The capture of reports, broken on purpose in every way the field knows; judged by a ledger kept outside the app."""
