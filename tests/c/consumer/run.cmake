# Installs the library of BUILD to a prefix, moves that, and builds and runs the consumer against it.
set(work ${BUILD}/consumer)
file(REMOVE_RECURSE ${work})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --config "${CONFIG}" --prefix ${work}/first
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
# Nothing installed may hold a path: a wheel is unpacked anywhere.
file(RENAME ${work}/first ${work}/prefix)

file(STRINGS ${work}/prefix/include/relume.h version REGEX "RELUME_VERSION \"")
string(REGEX REPLACE ".*\"(.*)\"" "\\1" version "${version}")
set(ENV{PKG_CONFIG_PATH} ${work}/prefix/lib/pkgconfig)
set(settings -DCMAKE_PREFIX_PATH=${work}/prefix -DCMAKE_FIND_ROOT_PATH=${work}/prefix
  -DCMAKE_BUILD_TYPE=${CONFIG} -DEXPECTED_VERSION=${version})
if(TOOLCHAIN)
  list(APPEND settings -DCMAKE_TOOLCHAIN_FILE=${TOOLCHAIN})
endif()
execute_process(
  COMMAND ${CMAKE_COMMAND} -G ${GENERATOR} -S ${CMAKE_CURRENT_LIST_DIR} -B ${work}/build ${settings}
    "-DCMAKE_CROSSCOMPILING_EMULATOR=${EMULATOR}"
  COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${work}/build --config "${CONFIG}" COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_CTEST_COMMAND} -C "${CONFIG}" --output-on-failure
  WORKING_DIRECTORY ${work}/build COMMAND_ERROR_IS_FATAL ANY)
