# Sanitizers, and what makes a mistake harder to exploit; each flag where the compiler and the linker know it.
include(CheckCCompilerFlag)
include(CheckLinkerFlag)

if(RELUME_SANITIZE)
  # No recovery: what is reported fails the test.
  add_compile_options(-fsanitize=${RELUME_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=${RELUME_SANITIZE})
endif()

# control_flow_marks are for every object, as one without them clears the mark of the whole library. The rest is not for
# kernels: a kernel's loops call nothing and use no array of the stack whose size the data decide.
set(control_flow_marks)
set(hardened_link)
add_library(relume_hardening INTERFACE)
function(relume_if_known variable check flag)
  string(MAKE_C_IDENTIFIER "RELUME_HAS${flag}" known)
  # What is for another processor is but a warning.
  set(CMAKE_REQUIRED_FLAGS -Werror)
  if(check STREQUAL compiler)
    check_c_compiler_flag(${flag} ${known})
  else()
    check_linker_flag(C ${flag} ${known})
  endif()
  if(${known})
    set(${variable} ${${variable}} ${flag} PARENT_SCOPE)
  endif()
endfunction()
if(RELUME_HARDENING AND NOT RELUME_SANITIZE AND NOT MSVC)
  foreach(flag -fcf-protection -mbranch-protection=standard)
    relume_if_known(control_flow_marks compiler ${flag})
  endforeach()
  set(hardened_compile)
  foreach(flag -fstack-protector-strong -fstack-clash-protection)
    relume_if_known(hardened_compile compiler ${flag})
  endforeach()
  foreach(flag -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
    relume_if_known(hardened_link linker ${flag})
  endforeach()
  target_compile_options(relume_hardening INTERFACE ${hardened_compile} ${control_flow_marks})
  # It needs optimization, and a packager's own level stays.
  if(NOT CMAKE_C_FLAGS MATCHES _FORTIFY_SOURCE)
    target_compile_options(relume_hardening INTERFACE
      "$<$<CONFIG:Release,RelWithDebInfo,MinSizeRel>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>")
  endif()
  target_link_options(relume_hardening INTERFACE ${hardened_link})
endif()
