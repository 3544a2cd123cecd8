#pragma once

#include <string>

namespace tickmark {

/// Makes Ctrl-C (and SIGTERM) ask the program to stop at the next safe place; a second one ends it
/// at once. Called once, by the command line.
void catch_interrupts() noexcept;

/// Whether the program was asked to stop.
bool cancel_requested() noexcept;

/// Asks as Ctrl-C does; tests use it, and take it back with `false`.
void request_cancel(bool asked = true) noexcept;

/// Throws at a safe place, between two rows or sections, once the program was asked to stop.
///
/// Errors: cancelled
void throw_if_cancelled(const std::string& doing);

} // namespace tickmark
