def deal_and_gather(deck, piles):
    tops = [None] * piles
    pile = 0
    while deck:
        card, deck = deck, deck.next
        card.next = tops[pile]
        tops[pile] = card
        pile = (pile + 1) % piles

    gathered = None
    for top in reversed(tops):
        bottom = top
        while bottom and bottom.next:
            bottom = bottom.next
        if bottom:
            bottom.next = gathered
            gathered = top
    return gathered
