def deal_and_gather(deck, piles):
    tops, bottoms = [], []
    pile = 0
    while deck:
        card, deck = deck, deck.next
        card.next = None
        if pile == len(tops):
            tops.append(card)
            bottoms.append(card)
        else:
            bottoms[pile].next = card
            bottoms[pile] = card
        pile = (pile + 1) % piles

    for bottom, top_below in zip(bottoms, tops[1:]):
        bottom.next = top_below
    return tops[0] if tops else None
