/* Without this a missing library would first be missed beside a candidate's source, and look like its fault. */
#include <iostream>

int main()
{
	std::cout << "linked\n";
}
