"""The graph as geometry: what stands in a box, where it stands, which way arrows go. It knows no format."""
