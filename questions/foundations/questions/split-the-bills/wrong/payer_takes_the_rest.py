from collections import defaultdict


def split_bills(payers, cents, sharers):
    balances = defaultdict(int)
    for payer, amount, sharing in zip(payers, cents, sharers):
        share = amount // len(sharing)
        balances[payer] += share * len(sharing)
        for person in sharing:
            balances[person] -= share
    return dict(balances)
