from collections import defaultdict


def split_bills(payers, cents, sharers):
    balances = defaultdict(int)
    for payer, amount, sharing in zip(payers, cents, sharers):
        balances[payer] += amount
        sharing = list(dict.fromkeys(sharing))
        share, left_over = divmod(amount, len(sharing))
        for place, person in enumerate(sharing):
            balances[person] -= share + (place < left_over)
    return dict(balances)
