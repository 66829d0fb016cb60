function dealAndGather(deck, piles) {
    const dealt = [];
    for (let i = 0; deck !== null; i++, deck = deck.next) {
        const pile = i % piles;
        dealt[pile] ??= [];
        dealt[pile].push(deck.val);
    }

    // From the bottom of the new deck upwards, each card before all others.
    let gathered = null;
    for (const pile of dealt.reverse()) {
        for (const val of pile) {
            gathered = new ListNode(val, gathered);
        }
    }
    return gathered;
}
