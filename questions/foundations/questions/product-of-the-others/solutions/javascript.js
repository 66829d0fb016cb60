function productsWithoutSelf(factors) {
    const before = [];
    factors.reduce((product, factor) => {
        before.push(product);
        return product * factor;
    }, 1);

    const result = [];
    factors.reduceRight((product, factor, i) => {
        result[i] = before[i] * product;
        return product * factor;
    }, 1);
    return result;
}
