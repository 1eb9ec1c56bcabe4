"""Public data: how well places are found and questions declined where nobody of this project wrote anything."""
