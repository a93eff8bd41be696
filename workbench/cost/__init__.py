"""What a request costs: counted calls and measured sizes, times prices that are dated and say where they are from."""
