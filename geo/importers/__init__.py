"""Event tables of others become events of the same model, with their source, its id and its words kept.

A mapping (TOML) says which column means what; those of ACLED and UCDP GED ship with the program. Tables are read in
portions and column by column, so that memory does not grow with the file.
"""
