"""The channels a person can talk through, one file each."""
