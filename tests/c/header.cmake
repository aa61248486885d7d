# PRINT, a command, must print exactly what HEADER holds.
execute_process(COMMAND ${PRINT} OUTPUT_FILE ${PRINTED} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} -E compare_files --ignore-eol ${HEADER} ${PRINTED} RESULT_VARIABLE differ)
if(differ)
  message(FATAL_ERROR "${HEADER} is out of date: replace it with ${PRINTED}")
endif()
