"""Handing out whole items of work so that their worth is highest: numbers in, numbers and a proof out.

The problem is the multiple knapsack with assignment restrictions. Prices of everybody's hours come from a linear
program (HiGHS); they give a first solution and, whatever the solver did, a bound that is summed up here again; a search
improves the solution; knapsacks tighten the bound where the program alone leaves a gap.

References: Martello and Toth (1990), Knapsack Problems, 7; Fisher (1981), The Lagrangian relaxation method for solving
integer programming problems, Management Science 27(1).
"""
