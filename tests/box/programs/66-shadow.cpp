#include "/etc/shadow"
int main() { return 0; }
