#include "tickmark/cli/cli.hpp"

int main(int argc, char** argv) {
    return tickmark::run_command_line(argc, argv);
}
