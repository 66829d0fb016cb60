from collections import Counter


def split_bills(payers, cents, sharers):
    balances = Counter()
    for payer, amount, sharing in zip(payers, cents, sharers):
        balances[payer] += amount
        share, left_over = divmod(amount, len(sharing))
        for place, person in enumerate(sharing):
            balances[person] -= share + (place < left_over)
    return {person: balance for person, balance in balances.items() if balance}
