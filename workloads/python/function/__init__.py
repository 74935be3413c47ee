"""Runs the user's own function: finds it in its file, calls it over all inputs under a model, and reports what that took.

source.py imports the file, inputs.py reads what the function is called with, calls.py calls it and writes the ledger, trial.py
is one trial from import to report. inspection.py and outline.py answer what can be known before a trial.
"""
