/* Without this a missing library would first be missed beside a candidate's source, and look like its fault. */
#include <stdio.h>

int main(void)
{
	puts("linked");
}
