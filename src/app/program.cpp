#include "tickmark/app/program.hpp"

#include "tickmark/config/shipped.hpp"
#include "tickmark/ports/cancel.hpp"

namespace tickmark {

std::string program_title() {
    return "tickmark " + program_version();
}

void stop_on_interrupt() {
    catch_interrupts();
}

} // namespace tickmark
