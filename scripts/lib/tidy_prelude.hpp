// Read by clang-tidy before every file, never compiled. clang 14 makes constexpr destructors when
// it sees them, and g++ 12's vector has one in C++20: a hard error in qpdf's JSON.hh, where the
// element is not complete yet. Without that one constexpr it is made when it is needed, as g++ does.
#include <string>

#pragma push_macro("_GLIBCXX20_CONSTEXPR")
#undef _GLIBCXX20_CONSTEXPR
#define _GLIBCXX20_CONSTEXPR
#define __fill_a1 __fill_a1_of_vector // declared constexpr by <string> already
#include <vector>
#undef __fill_a1
#pragma pop_macro("_GLIBCXX20_CONSTEXPR")
