"""What a person may do about a review, one page each."""
