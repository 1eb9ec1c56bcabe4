"""What a sentence says beside what its quotes say: words aligned, operators compared, differences named."""
