"""Binding the trail into signed chains, and finding out whether it still is what was bound."""
