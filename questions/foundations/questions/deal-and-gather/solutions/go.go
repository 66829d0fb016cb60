package main

func dealAndGather(deck *ListNode, piles int) *ListNode {
	var tops []*ListNode
	for i := 0; deck != nil; i++ {
		card := deck
		deck = deck.Next
		card.Next = nil
		if i < piles {
			tops = append(tops, card)
			continue
		}
		card.Next = tops[i%piles]
		tops[i%piles] = card
	}

	var gathered *ListNode
	end := &gathered
	for _, top := range tops {
		*end = top
		for *end != nil {
			end = &(*end).Next
		}
	}
	return gathered
}
