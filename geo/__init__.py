"""The engine of Contested Ground: reads articles, places them, keeps them, and gives GeoDataFrames."""
