// Text in the markup of other tools. What a scenario says (titles, names, octets of data) may hold
// anything; none of it may be taken for markup. Every form is one line: newlines, tabs and other
// control characters become spaces, and what is no UTF-8 becomes U+FFFD.
#pragma once

#include <string>
#include <string_view>

namespace finwait {

// Control characters as spaces, bytes that are no UTF-8 (and noncharacters) as U+FFFD.
std::string single_line(std::string_view text);

// Text of a message, note, title or comment of a Mermaid diagram: "#59;" for ';'. '#', ';', quotes,
// angle brackets, '%' and braces never stand in it by themselves.
std::string mermaid_text_of(std::string_view text);

// Of a PlantUML diagram: "<U+003C>" for '<'. No creole markup, preprocessor call, comment or end of
// the diagram can be spelt with what remains.
std::string plantuml_text_of(std::string_view text);

// Inside the double quotes of a DOT string. DOT's lines are not wrapped: join them with "\\n".
std::string dot_text_of(std::string_view text);

// Of a line of Markdown (CommonMark, GitHub's tables): every mark with a backslash before it.
std::string markdown_text_of(std::string_view text);

// Code within a line of Markdown or a cell of a table, with its backquotes.
std::string markdown_code_of(std::string_view text);

// Between the tags of XML or in a quoted attribute.
std::string xml_text_of(std::string_view text);

}  // namespace finwait
