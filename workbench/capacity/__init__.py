"""How much the product carries, on paper and by simulation: the whole country's load against each limit of AWS."""
