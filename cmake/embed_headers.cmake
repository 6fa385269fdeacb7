# Text files -> a C++ source with a table of them (src/device/compile/embedded_headers.h). This file is two things: included, it
# defines tir2tt_embed_headers(target folder); run as `cmake -DFOLDER=… -DLIST=… -DOUTPUT=… -P`, it writes the source.

if(NOT CMAKE_SCRIPT_MODE_FILE)
  # Adds to `target` the source with all .h, .hpp and .def files below `folder`, links followed; written again when one
  # changes, comes or goes.
  function(tir2tt_embed_headers target folder)
    set(files)
    foreach(extension h hpp def)
      file(GLOB_RECURSE found FOLLOW_SYMLINKS CONFIGURE_DEPENDS ${folder}/*.${extension})
      list(APPEND files ${found})
    endforeach()
    list(SORT files)
    set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded_headers.cc)
    set(list_file ${CMAKE_CURRENT_BINARY_DIR}/embedded_headers.txt)
    string(REPLACE ";" "\n" lines "${files}")
    file(GENERATE OUTPUT ${list_file} CONTENT "${lines}\n")  # touched only when it changes
    add_custom_command(OUTPUT ${output}
                       COMMAND ${CMAKE_COMMAND} -DFOLDER=${folder} -DLIST=${list_file} -DOUTPUT=${output}
                               -P ${CMAKE_CURRENT_FUNCTION_LIST_FILE}
                       DEPENDS ${files} ${list_file} ${CMAKE_CURRENT_FUNCTION_LIST_FILE}
                       COMMENT "Embedding the kernel headers" VERBATIM)
    target_sources(${target} PRIVATE ${output})
  endfunction()
  return()
endif()

# Raw string literals of at most 15000 bytes, each ending with a line: `result` is what stands after `text =`.
function(literal_of file result)
  file(READ ${file} text)
  set(literal "")
  string(LENGTH "${text}" left)
  while(left GREATER 0)
    set(taken ${left})
    if(left GREATER 15000)
      string(SUBSTRING "${text}" 0 15000 piece)
      string(FIND "${piece}" "\n" at REVERSE)
      if(at LESS 0)
        message(FATAL_ERROR "${file}: a line of more than 15000 bytes")
      endif()
      math(EXPR taken "${at} + 1")
    endif()
    string(SUBSTRING "${text}" 0 ${taken} piece)
    string(SUBSTRING "${text}" ${taken} -1 text)
    string(LENGTH "${text}" left)
    string(FIND "${piece}" ")tir2tt\"" at)
    if(NOT at LESS 0)
      message(FATAL_ERROR "${file} has the text that ends a literal")
    endif()
    string(APPEND literal "\nR\"tir2tt(${piece})tir2tt\"")
  endwhile()
  set(${result} "${literal}\"\"" PARENT_SCOPE)
endfunction()

file(STRINGS ${LIST} files)
list(LENGTH files count)
set(source "// Written by cmake/embed_headers.cmake.
#include \"device/compile/embedded_headers.h\"

namespace tir2tt::device {
namespace {

constexpr EmbeddedHeader kHeaders[] = {
")
foreach(file IN LISTS files)
  file(RELATIVE_PATH name ${FOLDER} ${file})
  literal_of(${file} literal)
  string(APPEND source "{\"${name}\", ${literal}},\n")
endforeach()
string(APPEND source "};

}  // namespace

std::span<const EmbeddedHeader> embedded_headers() { return kHeaders; }

}  // namespace tir2tt::device
")
if(count EQUAL 0)
  message(FATAL_ERROR "no headers below ${FOLDER}")
endif()
file(WRITE ${OUTPUT} "${source}")
