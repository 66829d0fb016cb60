function fewestCoins(coins, amount) {
    const fewest = [0];
    for (let total = 1; total <= amount; total++) {
        const rests = coins.filter((coin) => coin <= total).map((coin) => fewest[total - coin]);
        fewest.push(Math.min(...rests) + 1);
    }
    return fewest[amount] === Infinity ? null : fewest[amount];
}
