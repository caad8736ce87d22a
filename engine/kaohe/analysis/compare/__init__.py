"""Methods side by side, from the policies themselves: nothing about them is typed in twice."""
