# souk::options: how every target of the project is compiled. Warnings are errors for its developers
# (SOUK_WERROR), never for whoever builds a release.
add_library(souk_options INTERFACE)
add_library(souk::options ALIAS souk_options)
target_compile_features(souk_options INTERFACE cxx_std_20)
target_compile_options(souk_options INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
  -Wno-missing-field-initializers>  # members with defaults may be left out of a designated initialiser
  # Nobody reads errno after a square root or a rounding: without it they are one instruction and no call.
  $<$<COMPILE_LANGUAGE:CXX>:-fno-math-errno>
  # One event hash on every x86-64 machine: no fused multiply-add, no -march.
  $<$<COMPILE_LANGUAGE:CXX>:-ffp-contract=off>
  $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<BOOL:${SOUK_WERROR}>>:-Werror>)
if(SOUK_SANITIZE)
  # Under a sanitizer GCC 12 takes parts of <regex> and <optional> for uninitialized (its bug 105562).
  target_compile_options(souk_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fsanitize=${SOUK_SANITIZE}
    -fno-omit-frame-pointer -fno-sanitize-recover=all -Wno-maybe-uninitialized>)
  target_link_options(souk_options INTERFACE -fsanitize=${SOUK_SANITIZE})
endif()
