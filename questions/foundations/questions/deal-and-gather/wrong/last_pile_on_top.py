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

    gathered = None
    for top, bottom in zip(tops, bottoms):
        bottom.next = gathered
        gathered = top
    return gathered
