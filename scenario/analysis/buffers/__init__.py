"""How much time, money or haste gives the odds that are asked for."""
