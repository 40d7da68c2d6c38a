"""Words, numbers, dates and units as a person reads them, in English and Chinese."""
