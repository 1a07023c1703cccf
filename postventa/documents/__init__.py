"""What goes on each paper: the guarantee certificate, the hand-in and the return receipt. Both doors hand them out."""
