function splitBills(payers, cents, sharers) {
    const balances = new Map();
    const add = (person, amount) => balances.set(person, (balances.get(person) ?? 0) + amount);

    payers.forEach((payer, bill) => {
        add(payer, cents[bill]);
        // Each one pays a fair part of what those before have left, rounded up: the early ones pay the odd cents.
        let open = cents[bill];
        let sharing = sharers[bill].length;
        for (const person of sharers[bill]) {
            const share = Math.ceil(open / sharing--);
            open -= share;
            add(person, -share);
        }
    });
    return balances;
}
