// What a lesson says around its run: the claim before it; after it, what is right about the claim
// and which rules decide that.
#pragma once

#include <string>
#include <string_view>

#include "sim/report/ladder.hpp"

namespace finwait {

// "wrong", "true on Windows only".
std::string_view verdict_word(LessonVerdict verdict, Language language);

// The line that states the claim; "" for a scenario that is no lesson.
std::string lesson_claim(const Scenario& scenario, const LadderOptions& options);

// Verdict, explanation, what is unverified, rules; "" for a scenario that is no lesson. A run that
// failed an expectation settles nothing (`settled` is false), and that is all that is said then.
std::string lesson_conclusion(const Scenario& scenario, bool settled, const LadderOptions& options);

// Every built-in lesson with its verdict and claim.
std::string lesson_list(const LadderOptions& options);

}  // namespace finwait
