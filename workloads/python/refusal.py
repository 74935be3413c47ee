class Refusal(Exception):
    """Why an order cannot be followed: a sentence for the user."""
