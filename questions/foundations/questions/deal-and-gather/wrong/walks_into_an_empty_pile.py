def deal_and_gather(deck, piles):
    piles = min(piles, 10_000)
    tops = [None] * piles
    pile = 0
    while deck:
        card, deck = deck, deck.next
        card.next = tops[pile]
        tops[pile] = card
        pile = (pile + 1) % piles

    for above, below in zip(tops, tops[1:]):
        bottom = above
        while bottom.next:
            bottom = bottom.next
        bottom.next = below
    return tops[0]
