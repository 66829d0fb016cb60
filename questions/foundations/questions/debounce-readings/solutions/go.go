package main

func keepChanges(readings []int, gap int) int {
	kept := readings[:0] // shares the memory of readings
	for _, reading := range readings {
		if len(kept) > 0 {
			change := reading - kept[len(kept)-1]
			if -gap < change && change < gap {
				continue
			}
		}
		kept = append(kept, reading)
	}
	return len(kept)
}
