"""A link followed at an admin's command: judged by what it says, by where it leads, and by what comes back."""
