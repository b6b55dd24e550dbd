"""What a text tells of money: its sums, the part that each plays, who imposed it on whom, and when."""
