"""Spans from text: place mentions, actors, dates, events, claims, and how claims relate."""
