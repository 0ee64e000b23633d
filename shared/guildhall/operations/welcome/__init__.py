"""What a guild shows to those who join: welcome screen and server guide."""
