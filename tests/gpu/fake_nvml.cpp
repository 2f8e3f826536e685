// A management library of known figures, in place of the one that comes with a driver. The second
// one, without the functions of newer drivers, is made by SOUK_OLD_NVML.

#include <cstring>

namespace {
int card = 0;
}

extern "C" {
int nvmlInit_v2() {
  return 0;
}
int nvmlShutdown() {
  return 0;
}
int nvmlDeviceGetHandleByPciBusId_v2(const char* bus, void** device) {
  if (std::strcmp(bus, "0000:3b:00.0") != 0) return 6;  // not found
  *device = &card;
  return 0;
}
int nvmlDeviceGetClockInfo(void* /*device*/, unsigned kind, unsigned* mhz) {
  *mhz = kind == 1 ? 1755 : 2619;
  return 0;
}
#ifdef SOUK_OLD_NVML
int nvmlDeviceGetPowerUsage(void* /*device*/, unsigned* /*milliwatts*/) {
  return 3;  // not supported
}
int nvmlDeviceGetCurrentClocksThrottleReasons(void* /*device*/, unsigned long long* reasons) {
  *reasons = 0x20;
  return 0;
}
#else
int nvmlDeviceGetPowerUsage(void* /*device*/, unsigned* milliwatts) {
  *milliwatts = 612500;
  return 0;
}
int nvmlDeviceGetPowerManagementDefaultLimit(void* /*device*/, unsigned* milliwatts) {
  *milliwatts = 700000;
  return 0;
}
int nvmlDeviceGetTemperature(void* /*device*/, unsigned sensor, unsigned* degrees) {
  *degrees = sensor == 0 ? 61 : 0;
  return 0;
}
int nvmlDeviceGetCurrentClocksEventReasons(void* /*device*/, unsigned long long* reasons) {
  *reasons = 0x1 | 0x4;
  return 0;
}
int nvmlDeviceGetMigMode(void* /*device*/, unsigned* now, unsigned* next) {
  *now = 0;
  *next = 1;
  return 0;
}
int nvmlSystemGetDriverVersion(char* text, unsigned length) {
  std::strncpy(text, "580.65.06", length);
  return 0;
}
#endif
}
