function ndcgAtK(relevance, k) {
    const dcg = (grades) =>
        grades.slice(0, k).reduce((sum, grade, i) => sum + (2 ** grade - 1) / Math.log2(i + 2), 0);
    const ideal = dcg([...relevance].sort((a, b) => b - a));
    return ideal === 0 ? 0 : dcg(relevance) / ideal;
}
