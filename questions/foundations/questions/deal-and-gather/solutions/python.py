def deal_and_gather(deck, piles):
    tops, bottoms = [], []
    pile = 0
    while deck:
        card, deck = deck, deck.next
        if pile == len(tops):
            card.next = None
            tops.append(card)
            bottoms.append(card)
        else:
            card.next = tops[pile]
            tops[pile] = card
        pile = (pile + 1) % piles

    for bottom, top_below in zip(bottoms, tops[1:]):
        bottom.next = top_below
    return tops[0] if tops else None
