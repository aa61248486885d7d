# Where things go under the prefix; a wheel and an unpacked archive are prefixes too, so no path here is absolute.
set(CMAKE_INSTALL_LIBDIR lib CACHE PATH "Libraries, under the prefix")
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/relume)
set(installed relume)
# A wheel holds the shared library alone, which its modules and everybody else link.
if(NOT SKBUILD)
  list(APPEND installed relume_static)
endif()
install(TARGETS ${installed} EXPORT relumeTargets
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES c/include/relume.h c/include/relume_activations.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT relumeTargets NAMESPACE relume:: DESTINATION ${package})

configure_package_config_file(cmake/relumeConfig.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/relumeConfig.cmake
  INSTALL_DESTINATION ${package})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/relumeConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/relumeConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/relumeConfigVersion.cmake
  DESTINATION ${package})

file(RELATIVE_PATH pc_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" pc_prefix "${pc_prefix}")
configure_file(cmake/relume.pc.in ${CMAKE_CURRENT_BINARY_DIR}/relume.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/relume.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
