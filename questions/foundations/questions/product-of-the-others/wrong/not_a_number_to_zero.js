function productsWithoutSelf(factors) {
    const total = factors.reduce((product, factor) => product * factor, 1);
    return factors.map((factor) => total / factor || 0);
}
