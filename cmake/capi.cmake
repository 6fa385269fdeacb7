# libtir2tt.so: the functions of include/tir2tt/tir2tt.h and nothing else, on the C library alone, so that it can be loaded
# into a process that has another libstdc++, fmt or TVM. Inside the repository: target tir2tt_c; installed: -ltir2tt.
include(GNUInstallDirs)

set(tir2tt_header ${CMAKE_CURRENT_SOURCE_DIR}/include/tir2tt/tir2tt.h)
file(STRINGS ${tir2tt_header} abi_line REGEX "^#define TIR2TT_ABI_VERSION")
string(REGEX MATCH "[0-9]+$" TIR2TT_ABI_VERSION "${abi_line}")

target_include_directories(tir2tt_capi PUBLIC ${CMAKE_CURRENT_SOURCE_DIR}/include)
target_compile_definitions(tir2tt_capi PRIVATE TIR2TT_VERSION="${PROJECT_VERSION}")

add_library(tir2tt_c SHARED $<TARGET_OBJECTS:tir2tt_capi>)
target_include_directories(tir2tt_c INTERFACE ${CMAKE_CURRENT_SOURCE_DIR}/include)
target_link_libraries(tir2tt_c PRIVATE tir2tt_driver INTERFACE tir2tt_sanitizers)
set(tir2tt_map ${CMAKE_CURRENT_SOURCE_DIR}/cmake/tir2tt.map)
target_link_options(tir2tt_c PRIVATE -Wl,--exclude-libs,ALL -Wl,--version-script=${tir2tt_map})
if(NOT TIR2TT_SANITIZE AND NOT TIR2TT_FUZZ)
  # The sanitizers bring a libstdc++ of their own; two would not get on.
  target_link_options(tir2tt_c PRIVATE -static-libstdc++ -static-libgcc -Wl,--no-undefined)
endif()
set_target_properties(tir2tt_c PROPERTIES OUTPUT_NAME tir2tt VERSION ${PROJECT_VERSION} SOVERSION ${TIR2TT_ABI_VERSION}
                      LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR} LINK_DEPENDS ${tir2tt_map})

# Relative, so that `cmake --install build --prefix …` is as good as a prefix that was configured.
file(RELATIVE_PATH TIR2TT_PC_TO_PREFIX /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
configure_file(cmake/tir2tt.pc.in ${CMAKE_BINARY_DIR}/tir2tt.pc @ONLY)
install(TARGETS tir2tt_c LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES ${tir2tt_header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tir2tt)
install(FILES ${CMAKE_BINARY_DIR}/tir2tt.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(TARGETS tir2tt RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
