// fmt, compiled once and into us. Debian has it as a shared library only, which libtir2tt.so must not need, and as
// headers alone every file that prints would compile it again: twice the time of a build.
#include <fmt/format-inl.h>

#include <locale>

// The header leaves these to fmt's own source file.
FMT_BEGIN_NAMESPACE
namespace detail {
template FMT_API locale_ref::locale_ref(const std::locale&);
template FMT_API auto thousands_sep_impl<char>(locale_ref) -> thousands_sep_result<char>;
template FMT_API auto decimal_point_impl<char>(locale_ref) -> char;
template FMT_API auto dragonbox::to_decimal<float>(float) noexcept -> dragonbox::decimal_fp<float>;
template FMT_API auto dragonbox::to_decimal<double>(double) noexcept -> dragonbox::decimal_fp<double>;
}  // namespace detail
FMT_END_NAMESPACE
