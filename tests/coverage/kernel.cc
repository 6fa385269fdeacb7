#include "coverage/kernel.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace tir2tt::coverage {
namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
  return parts;
}

std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

Values parse_values(const std::string& text) {
  Values values;
  for (const std::string& item : split(text, ';')) {
    const size_t begin = item.find_first_not_of(' '), equals = item.find('=');
    if (begin == std::string::npos || equals == std::string::npos) throw std::runtime_error("NAME=1,2,… is wanted");
    std::vector<double>& list = values[item.substr(begin, equals - begin)];
    for (const std::string& number : split(item.substr(equals + 1), ',')) list.push_back(std::stod(number));
  }
  return values;
}

std::string text_of(const Kernel& kernel) {
  std::string text = contents(kernel.file);
  for (const auto& [from, to] : kernel.edits) {
    size_t at = text.find(from);
    if (at == std::string::npos) throw std::runtime_error("`" + from + "` is not in " + kernel.file.string());
    for (; at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
  }
  return text;
}

}  // namespace tir2tt::coverage
