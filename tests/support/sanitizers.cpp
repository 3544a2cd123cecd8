// Read by the leak checker when the tests run under the sanitizers; nobody calls it otherwise.
// fontconfig keeps its own configuration until the process ends and never gives it back.
extern "C" const char* __lsan_default_suppressions(); // NOLINT(bugprone-reserved-identifier)

extern "C" const char* __lsan_default_suppressions() { // NOLINT(bugprone-reserved-identifier)
    return "leak:libfontconfig\n";
}
