"""How each kind of number is computed: one page for a kind, wherever such a number stands."""
