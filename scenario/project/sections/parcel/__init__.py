"""The parcel: its site, its price, and what is given for each m² of it."""
