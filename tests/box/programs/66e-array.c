/* Four gigabytes in the program itself. */
char huge[4ULL << 30] = {1};
int main(void) { return huge[5]; }
