"""Many runs: where they run, and how what they came to is gathered and stored."""
